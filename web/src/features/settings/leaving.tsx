/** Logging out here or everywhere. */

import { LogOutQuestion } from '@/shared/account/log-out-question';
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import { Section } from './section';
import styles from './settings.module.css';

export function Leaving() {
  const say = useSay();
  return (
    <Section title={say('session.logout')}>
      <div className={styles['actions']}>
        <LogOutQuestion trigger={<Button look="quiet">{say('session.logout')}</Button>} />
        <LogOutQuestion
          isEverywhere
          trigger={<Button look="quiet">{say('session.everywhere')}</Button>}
        />
      </div>
    </Section>
  );
}
