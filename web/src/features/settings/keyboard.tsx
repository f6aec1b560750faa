/** Where whoever looks for the keys finds them. */
import { called } from '@/shared/called';
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import { Section } from './section';
import styles from './settings.module.css';

export function Keyboard() {
  const say = useSay();
  return (
    <Section lead={say('settings.keys_lead')} title={say('settings.keys')}>
      <div className={styles['actions']}>
        <Button look="quiet" onClick={() => called.set('shortcuts')}>
          {say('settings.keys_show')}
        </Button>
      </div>
    </Section>
  );
}
