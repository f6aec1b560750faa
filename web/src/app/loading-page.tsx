import { useSay } from '@/shared/i18n/i18n';
import { Mark } from '@/shared/ui/mark';

/** Until it is known who one is; it goes on by itself. `index.html` begins with the same. */
export function LoadingPage({
  isUnanswered = false,
}: {
  readonly isUnanswered?: boolean | undefined;
}) {
  const say = useSay();
  return (
    <main className="starting">
      <h1>
        <Mark />
        <span className="only-heard">{say('app.name')}</span>
      </h1>
      <p role="status">{say(isUnanswered ? 'app.unanswered' : 'app.loading')}</p>
    </main>
  );
}
