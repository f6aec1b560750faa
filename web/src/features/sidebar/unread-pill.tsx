import { useLingui } from '@lingui/react';
import type { Me } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { unreadOf } from '@/shared/mirror/unread';
import styles from './row.module.css';

/** More than these are not counted out. */
const MOST = 99;

interface Props {
  readonly me: Me;
  /** Whether all of it is for this person, not only what names them. */
  readonly isDirect: boolean;
  readonly isMuted: boolean;
}

export function UnreadPill({ me, isDirect, isMuted }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const count = unreadOf(me);
  const isForMe = me.mentions > 0 || (isDirect && !isMuted);
  return (
    <span className={styles['pill']} data-for-me={isForMe} data-muted={isMuted}>
      <span aria-hidden>
        {count > MOST ? say('sidebar.most', { count: i18n.number(MOST) }) : i18n.number(count)}
      </span>
      <span className="only-heard">
        {say('sidebar.unread', { count })}
        {me.mentions > 0 && `, ${say('sidebar.mentions', { count: me.mentions })}`}
      </span>
    </span>
  );
}
