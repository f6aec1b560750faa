/** Where one's clock is: chosen, it is saved. */
import { useMutation } from '@tanstack/react-query';
import type { User } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { zoneNames } from './notifications/zones';
import { Select } from './select';
import styles from './settings.module.css';

interface Props {
  readonly user: User;
  readonly onChange: (time_zone: string | null) => Promise<void>;
}

export function ZoneField({ user, onChange }: Props) {
  const say = useSay();
  const save = useMutation({ mutationFn: onChange });
  const held = user.time_zone ?? '';
  const shown = save.isPending ? (save.variables ?? '') : held;
  return (
    <div className={styles['choosing']}>
      <Select
        label={say('settings.zone')}
        onChange={({ target }) => save.mutate(target.value === '' ? null : target.value)}
        value={shown}
      >
        <option value="">{say('settings.zone_none')}</option>
        {zoneNames(shown).map((it) => (
          <option key={it} value={it}>
            {it.replaceAll('_', ' ')}
          </option>
        ))}
      </Select>
      <p className={styles['quiet']}>{say('settings.zone_hint')}</p>
      {save.error && (
        <p className={styles['error']} role="alert">
          {say('settings.not_saved', { why: problemText(save.error, say) })}
        </p>
      )}
    </div>
  );
}
