import { useSay } from '@/shared/i18n/i18n';
import { Later } from '@/shared/ui/later';
import styles from './page.module.css';

/** Until it is known who one is; it goes on by itself. */
export function LoadingPage({
  isUnanswered = false,
}: {
  readonly isUnanswered?: boolean | undefined;
}) {
  const say = useSay();
  return (
    <main className={styles['page']}>
      <Later>
        <h1>
          <img
            alt={say('app.name')}
            className={styles['mark']}
            height={56}
            src="/icon.svg"
            width={56}
          />
        </h1>
        <p role="status">{say(isUnanswered ? 'app.unanswered' : 'app.loading')}</p>
      </Later>
    </main>
  );
}
