/** All that one has here, as a file. */
import { useMutation } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Section } from './section';
import styles from './settings.module.css';

interface Props {
  readonly username: string;
}

export function ExportData({ username }: Props) {
  const say = useSay();
  const { api } = useServices();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: async () => {
      const answer = await api.GET('/api/users/me/export', { parseAs: 'blob' });
      const lines: unknown = expect(answer);
      if (lines instanceof Blob) save(lines, `snug-${username}.jsonl`);
    },
  });
  return (
    <Section lead={say('settings.export_lead')} title={say('settings.export')}>
      {error && (
        <p className={styles['error']} role="alert">
          {problemText(error, say)}
        </p>
      )}
      <div className={styles['actions']}>
        <Button aria-disabled={isPending} look="quiet" onClick={() => !isPending && mutate()}>
          {say('settings.export_now')}
        </Button>
        <span className={styles['quiet']} role="status">
          {isPending && say('settings.export_busy')}
          {isSuccess && say('settings.export_done')}
        </span>
      </div>
    </Section>
  );
}

/** To where the browser keeps what is downloaded. */
function save(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  // The browser has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
