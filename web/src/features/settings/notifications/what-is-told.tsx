import type { Me, NotifyPreferences } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { Notifying } from '@/shared/notify/notifying';
import { Failed } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { Choices } from '../choices';
import { Section } from '../section';
import { Select } from '../select';
import settings from '../settings.module.css';
import { QuietTimes } from './quiet-times';
import { usePreferences } from './use-preferences';

const HOUR_SECS = 60 * 60;
const DAY_SECS = 24 * HOUR_SECS;
/** How long a push service may keep one. */
const KEPT_SECS = [HOUR_SECS, 4 * HOUR_SECS, DAY_SECS, 7 * DAY_SECS, 28 * DAY_SECS] as const;

/** On all devices, in all conversations. */
export function WhatIsTold({ notifying }: { readonly notifying: Notifying }) {
  const say = useSay();
  const { held, save } = usePreferences(notifying);
  return (
    <Section lead={say('settings.told_lead')} title={say('settings.told')}>
      {held.isPending && <Skeleton rows={2} />}
      {held.isLoadingError && <Failed error={held.error} onRetry={() => void held.refetch()} />}
      {held.data && <Chosen held={held.data} onChange={(wanted) => save.mutate(wanted)} />}
      {save.error && (
        <p className={settings['error']} role="alert">
          {say('settings.not_saved', { why: problemText(save.error, say) })}
        </p>
      )}
      <p className="only-heard" role="status">
        {save.isSuccess && say('settings.saved')}
      </p>
    </Section>
  );
}

interface Props {
  readonly held: NotifyPreferences;
  readonly onChange: (wanted: NotifyPreferences) => void;
}

function Chosen({ held, onChange }: Props) {
  const say = useSay();
  const choose = (chosen: Partial<NotifyPreferences>): void => onChange({ ...held, ...chosen });
  const lasting = [...new Set([...KEPT_SECS, held.ttl_seconds])].sort((a, b) => a - b);
  return (
    <>
      <Choices<Me['notify']>
        choices={[
          { value: 'all', words: say('notify.all') },
          { value: 'mentions', words: say('settings.told_mentions') },
          { value: 'none', words: say('settings.told_nothing') },
        ]}
        label={say('notify.title')}
        onChoose={(notify) => choose({ notify })}
        value={held.notify}
      />
      <Choices
        choices={[
          { value: 'text', words: say('settings.told_text') },
          { value: 'hint', words: say('settings.told_hint') },
        ]}
        label={say('settings.told_shows')}
        onChoose={(value) => choose({ show_text: value === 'text' })}
        value={held.show_text ? 'text' : 'hint'}
      />
      <QuietTimes hours={held.quiet_hours} onChange={(quiet_hours) => choose({ quiet_hours })} />
      <Select
        label={say('settings.told_kept')}
        onChange={({ target }) => choose({ ttl_seconds: Number(target.value) })}
        value={held.ttl_seconds}
      >
        {lasting.map((secs) => (
          <option key={secs} value={secs}>
            {secs < DAY_SECS
              ? say('settings.hours', { count: Math.round(secs / HOUR_SECS) })
              : say('settings.days', { count: Math.round(secs / DAY_SECS) })}
          </option>
        ))}
      </Select>
    </>
  );
}
