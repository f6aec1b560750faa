/**
 * A picture that somebody chose, over what stands there until it is loaded, and stays there where it
 * can't be. It fills what it is in, whose place and shape it has.
 */
import { useEffect, useState } from 'react';
import { thumbnailAddress } from '../files/address';
import { retryDelay } from '../retry';
import styles from './photo.module.css';

const PATIENCE_MS = 2_000;
const FIRST_RETRY_MS = 10_000;
const MOST_RETRY_MS = 600_000;

/** What was seen before is there at once: a row that comes back does not blink. */
const loaded = new Set<string>();
/** How often each could not be loaded: not every row asks for it anew. */
const failures = new Map<string, number>();

/** Before it is shown anywhere; whoever waits for that goes on where it takes long, or can't be. */
export async function preloadPhoto(id: string): Promise<void> {
  const image = new Image();
  image.src = thumbnailAddress(id, 480);
  const isThere = image.decode().then(
    () => void loaded.add(id),
    () => undefined,
  );
  await Promise.race([isThere, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

export function Photo({ id }: { readonly id: string }) {
  // Another one's picture stays until the next is there.
  const [isShown, setIsShown] = useState(() => loaded.has(id));
  const [failed_id, setFailedId] = useState(() => (failures.has(id) ? id : null));
  const isFailed = failed_id === id;
  useEffect(() => {
    if (!isFailed) return undefined;
    const delay = retryDelay((failures.get(id) ?? 1) - 1, FIRST_RETRY_MS, MOST_RETRY_MS);
    const timer = setTimeout(() => setFailedId(null), delay);
    return () => clearTimeout(timer);
  }, [isFailed, id]);
  if (isFailed) return null;
  const isKnown = loaded.has(id);
  return (
    <img
      alt=""
      className={styles['photo']}
      data-shown={isShown}
      decoding={isKnown ? 'sync' : 'async'}
      draggable={false}
      loading={isKnown ? 'eager' : 'lazy'}
      onError={() => {
        failures.set(id, (failures.get(id) ?? 0) + 1);
        setIsShown(false);
        setFailedId(id);
      }}
      onLoad={() => {
        loaded.add(id);
        failures.delete(id);
        setIsShown(true);
      }}
      src={thumbnailAddress(id, 480)}
    />
  );
}
