/** What linked pages say of themselves: strangers' words, shown as plain text and shortly. */
import { useQuery } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import type { Preview } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import styles from './link-previews.module.css';
import type { PreviewsProps } from './preview-place';
import { PreviewRooms } from './preview-rooms';
import rooms from './preview-rooms.module.css';
import { webAddress } from './text-part';

/** A page says the same for a while. */
const FRESH_MS = 60 * 60_000;

export function LinkPreviews({ message, tabIndex, likely }: PreviewsProps) {
  const say = useSay();
  const { api } = useServices();
  const { conversation_id, id, edited_at } = message;
  const { data, isPending } = useQuery({
    queryKey: ['previews', conversation_id, id, edited_at ?? null],
    staleTime: FRESH_MS,
    // Whoever scrolls back finds it as it was.
    gcTime: FRESH_MS,
    // It is a decoration: what can't be had is not shown, and asked again when it is drawn again.
    retry: false,
    queryFn: async ({ signal }) => {
      const path = { id: conversation_id, message_id: id };
      const at = '/api/conversations/{id}/messages/{message_id}/previews';
      return expect(await api.GET(at, { params: { path }, signal })).previews;
    },
  });
  if (isPending) return <PreviewRooms count={likely} />;
  if (!data || data.length === 0) return null;
  return (
    <ul aria-label={say('previews.label')} className={rooms['list']}>
      {data.map((it) => (
        <li key={it.url}>
          <Card preview={it} tabIndex={tabIndex} />
        </li>
      ))}
    </ul>
  );
}

interface CardProps {
  readonly preview: Preview;
  readonly tabIndex: number;
}

function Card({ preview, tabIndex }: CardProps) {
  const { title, description, site, url } = preview;
  const href = webAddress(url);
  if (href === null) return null;
  const { host } = new URL(href);
  return (
    <a
      className={`${rooms['card']} ${styles['card']}`}
      href={href}
      rel="noopener noreferrer nofollow"
      tabIndex={tabIndex}
      target="_blank"
      title={href}
    >
      {/* Whatever a page calls itself, it is said where it lies. */}
      <bdi className={styles['site']}>{site != null ? `${site} · ${host}` : host}</bdi>
      <span className={styles['title']} dir="auto">
        {title}
      </span>
      {description != null && (
        <span className={styles['description']} dir="auto">
          {description}
        </span>
      )}
    </a>
  );
}
