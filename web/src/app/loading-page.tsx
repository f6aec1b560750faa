import { useSay } from '@/shared/i18n/i18n';

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
        <img alt={say('app.name')} height={56} src="/icon.svg" width={56} />
      </h1>
      <p role="status">{say(isUnanswered ? 'app.unanswered' : 'app.loading')}</p>
    </main>
  );
}
