/** Logging out here or everywhere. What has not gone out would be lost, so it is counted first. */
import { useMutation } from '@tanstack/react-query';
import { UnansweredError } from '@/shared/api/errors';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useMessenger, useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { useCell } from '@/shared/use-cell';
import { Section } from './section';
import styles from './settings.module.css';

export function Leaving() {
  const say = useSay();
  const { session } = useServices();
  const entries = useCell(useMessenger().outbox.entries);
  const count = entries.filter((it) => it.change.kind === 'send' && it.state !== 'sent').length;
  const leave = useMutation({
    mutationFn: async (isEverywhere: boolean) =>
      isEverywhere ? await session.logoutEverywhere() : await session.logout(),
  });
  const words = say('sidebar.logout_words', { count });
  return (
    <Section title={say('session.logout')}>
      <div className={styles['actions']}>
        <Confirm
          action={say('session.logout')}
          onConfirm={() => leave.mutate(false)}
          title={say('sidebar.logout_title')}
          trigger={<Button look="quiet">{say('session.logout')}</Button>}
          words={words}
        />
        <Confirm
          action={say('session.everywhere')}
          onConfirm={() => leave.mutate(true)}
          title={say('settings.everywhere_title')}
          trigger={<Button look="quiet">{say('session.everywhere')}</Button>}
          words={words}
        />
      </div>
      {leave.error && (
        <p className={styles['error']} role="alert">
          {leave.error instanceof UnansweredError
            ? say('settings.leave_unanswered')
            : problemText(leave.error, say)}
        </p>
      )}
      {leave.error instanceof UnansweredError && (
        <div className={styles['actions']}>
          <Button look="danger" onClick={() => void session.forget()}>
            {say('settings.forget')}
          </Button>
        </div>
      )}
    </Section>
  );
}
