/** That what one wanted to see did not come; what is on the screen stayed where it was. */
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import styles from './feed.module.css';

export function MissedNote({ onRetry }: { readonly onRetry: () => void }) {
  const say = useSay();
  return (
    <div className={styles['missed']} role="alert">
      <span>{say('timeline.missed')}</span>
      <Button look="quiet" onClick={onRetry}>
        {say('app.retry')}
      </Button>
    </div>
  );
}
