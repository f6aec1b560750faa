/** Whether this device is told, why not, and one button that changes it; and the sound. */
import { useSay } from '@/shared/i18n/i18n';
import type { Notifying } from '@/shared/notify/notifying';
import { Button } from '@/shared/ui/button';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell } from '@/shared/use-cell';
import { Choices } from '../choices';
import { Section } from '../section';
import settings from '../settings.module.css';
import { deviceWords } from './device-words';
import styles from './notifications.module.css';

export function ThisDevice({ notifying }: { readonly notifying: Notifying }) {
  const say = useSay();
  return (
    <Section title={say('settings.told_here')}>
      <Standing notifying={notifying} />
      <Sound notifying={notifying} />
    </Section>
  );
}

function Standing({ notifying: { push } }: { readonly notifying: Notifying }) {
  const say = useSay();
  const state = useCell(push.state);
  if (state.name === 'looking') return <Skeleton rows={1} />;
  const { standing, words, steps, action } = deviceWords(state, say, navigator.userAgent);
  const act = {
    off: () => void push.turnOff(),
    on: () => void push.turnOn(),
    look: () => push.look(),
  };
  return (
    <div className={styles['standing']} data-on={state.name === 'on'}>
      {/* Kept while it changes, so that it is heard to. */}
      <div role="status">
        <p className={styles['state']}>
          <span aria-hidden className={styles['lamp']} />
          {standing}
        </p>
        <p className={settings['quiet']}>{words}</p>
      </div>
      {steps.length > 0 && (
        <ol className={styles['steps']}>
          {steps.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ol>
      )}
      {action && (
        <div className={settings['actions']}>
          <Button
            aria-disabled={state.name === 'asking'}
            look={action.does === 'on' ? 'main' : 'quiet'}
            onClick={() => state.name !== 'asking' && act[action.does]()}
          >
            {action.words}
          </Button>
        </div>
      )}
    </div>
  );
}

function Sound({ notifying: { chime } }: { readonly notifying: Notifying }) {
  const say = useSay();
  const isOn = useCell(chime.isOn);
  return (
    <div className={styles['with-note']}>
      <Choices
        choices={[
          { value: 'on', words: say('settings.sound_on') },
          { value: 'off', words: say('settings.sound_off') },
        ]}
        label={say('settings.sound')}
        onChoose={(value) => {
          chime.choose(value === 'on');
          // What was chosen is heard.
          if (value === 'on') chime.play();
        }}
        value={isOn ? 'on' : 'off'}
      />
      <p className={settings['quiet']}>{say('settings.sound_lead')}</p>
    </div>
  );
}
