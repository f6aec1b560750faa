/** How it goes with a picture: what is being done, that it is done, or why not. */
import { useSay } from '../i18n/i18n';
import { Button } from '../ui/button';
import styles from './picture-field.module.css';
import { pictureText } from './picture-text';
import type { PictureWork } from './use-picture';

interface Props {
  readonly work: PictureWork;
  readonly onRetry: () => void;
  /** Said as long as there is nothing else. */
  readonly hint: string | undefined;
}

export function PictureNews({ work, onRetry, hint }: Props) {
  const say = useSay();
  const { open, save, blob } = work;
  const error = open.error ?? save.error;
  const words = useWords(work);
  return (
    <>
      {error && (
        <p className={styles['error']} role="alert">
          {pictureText(error, say)}
        </p>
      )}
      {error && blob && (
        <div className={styles['actions']}>
          <Button look="quiet" onClick={onRetry}>
            {say('app.retry')}
          </Button>
        </div>
      )}
      <div className={styles['quiet']}>
        <p role="status">{words}</p>
        {!(error || words) && <p className={styles['hint']}>{hint}</p>}
      </div>
    </>
  );
}

function useWords({ open, save }: PictureWork): string | null {
  const say = useSay();
  if (open.isPending) return say('picture.opening');
  if (save.isPending) return say(save.variables === null ? 'picture.removing' : 'picture.sending');
  if (save.isSuccess) return say(save.data === null ? 'picture.removed' : 'picture.saved');
  return null;
}
