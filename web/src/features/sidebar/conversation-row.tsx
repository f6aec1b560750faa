/** One conversation in the list: who or what it is, what was said last, and what waits there. */
import { useLingui } from '@lingui/react';
import { BellOff } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { mutedUntil } from '@/shared/mirror/muted';
import type { RoomView } from '@/shared/mirror/room';
import { useTitle } from '@/shared/people/use-person';
import { COMPOSER_FIELD, places, WITHIN } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { ConversationPicture } from './conversation-picture';
import { LastLine } from './last-line';
import { listTime } from './list-time';
import { PartnerSign } from './partner-sign';
import styles from './row.module.css';
import { UnreadPill } from './unread-pill';
import { useWaiting } from './use-waiting';

interface Props {
  readonly view: RoomView;
  readonly now: Date;
  readonly isCurrent: boolean;
}

/** A busy server changes the list all the time, and one row of it. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { view, now, isCurrent } = props;
  const say = useSay();
  const { i18n } = useLingui();
  const { conversation, me } = view;
  const title = useTitle(conversation);
  const isMuted = mutedUntil(me, now) !== null;
  const isWaiting = useWaiting(me, isCurrent);
  const at = conversation.last_message?.created_at;
  return (
    <Link
      aria-current={isCurrent ? 'page' : undefined}
      className={styles['row']}
      data-muted={isMuted}
      data-unread={isWaiting}
      onClick={(event) => makeWay(event, isCurrent)}
      state={WITHIN}
      title={title}
      to={places.conversation(conversation.id)}
    >
      <ConversationPicture conversation={conversation} />
      <span className={styles['text']}>
        <span className={styles['first']}>
          <span className={styles['title']}>
            <bdi>{title}</bdi>
          </span>
          <PartnerSign conversation={conversation} />
          {isMuted && <BellOff aria-label={say('sidebar.muted')} role="img" size={14} />}
          {at !== undefined && (
            <time className={styles['time']} dateTime={at}>
              {listTime(at, now, [i18n.locales ?? i18n.locale].flat())}
            </time>
          )}
        </span>
        <span className={styles['second']}>
          <LastLine isOpen={isCurrent} view={view} />
          {isWaiting && (
            <UnreadPill isDirect={conversation.kind === 'direct'} isMuted={isMuted} me={me} />
          )}
        </span>
      </span>
    </Link>
  );
});

/**
 * Whoever opens a conversation with a mouse goes on to write in it: the focus is left to the composer,
 * which takes it where nothing has it. By keyboard it stays in the list.
 */
function makeWay(event: MouseEvent<HTMLElement>, isCurrent: boolean): void {
  const { pointerType }: { pointerType?: string } = event.nativeEvent as PointerEvent;
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (pointerType !== 'mouse' || isElsewhere) return;
  event.currentTarget.blur();
  if (isCurrent) document.getElementById(COMPOSER_FIELD)?.focus();
}
