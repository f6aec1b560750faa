/** When nothing is told, by the clock of a place. */
import { useEffect, useId, useState } from 'react';
import type { QuietHours } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { Choices } from '../choices';
import { Select } from '../select';
import settings from '../settings.module.css';
import styles from './notifications.module.css';
import { ownZone, zoneNames } from './zones';

interface Props {
  readonly hours: QuietHours | null;
  readonly onChange: (hours: QuietHours | null) => void;
}

const NIGHT = { from: '22:00', to: '07:00' } as const;

export function QuietTimes({ hours, onChange }: Props) {
  const say = useSay();
  return (
    <>
      <Choices
        choices={[
          { value: 'never', words: say('settings.quiet_never') },
          { value: 'daily', words: say('settings.quiet_daily') },
        ]}
        label={say('settings.quiet')}
        onChoose={(value) =>
          onChange(value === 'daily' ? (hours ?? { ...NIGHT, time_zone: ownZone() }) : null)
        }
        value={hours ? 'daily' : 'never'}
      />
      {hours && <Hours hours={hours} onChange={onChange} />}
    </>
  );
}

function Hours({ hours, onChange }: Props & { readonly hours: QuietHours }) {
  const say = useSay();
  return (
    <div className={styles['hours']}>
      <TimeField
        label={say('settings.quiet_from')}
        onChange={(from) => onChange({ ...hours, from })}
        value={hours.from}
      />
      <TimeField
        label={say('settings.quiet_to')}
        onChange={(to) => onChange({ ...hours, to })}
        value={hours.to}
      />
      <Select
        label={say('settings.quiet_zone')}
        onChange={({ target }) => onChange({ ...hours, time_zone: target.value })}
        value={hours.time_zone}
      >
        {zoneNames(hours.time_zone).map((it) => (
          <option key={it} value={it}>
            {it.replaceAll('_', ' ')}
          </option>
        ))}
      </Select>
    </div>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TimeField({ label, value, onChange }: TimeFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  // It was not saved, or elsewhere.
  useEffect(() => setTyped(value), [value]);
  return (
    <div className={settings['choosing']}>
      <label className={settings['label']} htmlFor={id}>
        {label}
      </label>
      {/* Chosen when it is left: half typed it is another time, or none. */}
      <input
        className={settings['select']}
        id={id}
        onBlur={() => {
          if (typed === '') setTyped(value);
          else if (typed !== value) onChange(typed);
        }}
        onChange={({ target }) => setTyped(target.value)}
        required
        type="time"
        value={typed}
      />
    </div>
  );
}
