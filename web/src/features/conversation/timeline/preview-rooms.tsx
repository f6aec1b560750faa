/** As high as the previews will be that a message is likely to get, so that nothing moves when they come. */
import styles from './preview-rooms.module.css';
import { partsOf } from './text-part';

/** Of a message the server asks no more. */
const MOST = 3;
/** What lies there is hardly a page that says something of itself. */
const NO_PAGE = /\.(?:gif|gz|jpe?g|mp[34]|pdf|png|webp|zip)$/iu;

/** How many of the links of a text a preview is likely to come of. */
export function likelyPreviews(text: string): number {
  const links = partsOf(text).filter((it) => it.name === 'link');
  const first = [...new Set(links.map((it) => it.href))].slice(0, MOST);
  return first.filter(isLikely).length;
}

function isLikely(href: string): boolean {
  const { hostname, origin, pathname } = new URL(href);
  // The server doesn't ask itself.
  const isOwn = origin === globalThis.location.origin;
  return hostname.includes('.') && !isOwn && !NO_PAGE.test(pathname);
}

export function PreviewRooms({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <div aria-hidden className={styles['list']}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rooms without a name, that never move
        <div className={styles['card']} data-empty key={index}>
          <span className={styles['line']} />
          <span className={styles['line']} />
        </div>
      ))}
    </div>
  );
}
