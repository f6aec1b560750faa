/** Who somebody is, what they say of themselves, and what time it is for them. Loaded when it is called. */
import { useLingui } from '@lingui/react';
import { Clock } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { User } from '@/shared/api/wire';
import { called } from '@/shared/called';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { useUntil } from '@/shared/i18n/use-until';
import { isDeleted } from '@/shared/people/people';
import { useIsOnline, usePerson } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import { Button } from '@/shared/ui/button';
import { SmallDialog } from '@/shared/ui/small-dialog';
import { useNow } from '@/shared/use-now';
import { localTime } from './local-time';
import { OthersActions } from './others-actions';
import styles from './person.module.css';

interface Props {
  /** Null: nobody is called. */
  readonly user_id: string | null;
  readonly onClose: () => void;
}

const ROLES: Readonly<Partial<Record<User['role'], TextName>>> = {
  owner: 'profile.owner',
  admin: 'profile.admin',
  bot: 'profile.bot',
};

export function ProfileCard({ user_id, onClose }: Props) {
  const user = usePerson(user_id);
  return user && <Card onClose={onClose} user={user} />;
}

function Card({ user, onClose }: { readonly user: User } & Pick<Props, 'onClose'>) {
  const say = useSay();
  const isOnline = useIsOnline(user.id);
  const isMe = useMessenger().user_id === user.id;
  const isGone = isDeleted(user);
  const role = ROLES[user.role];
  const here = isOnline ? 'members.here' : 'profile.away';
  return (
    <SmallDialog onClose={onClose} title={user.display_name}>
      <div className={styles['who']}>
        <Avatar isOnline={isOnline} size="large" user={user} />
        <div className={styles['lines']}>
          {!isGone && <bdi className={styles['quiet']}>{`@${user.username}`}</bdi>}
          {role && <span className={styles['quiet']}>{say(role)}</span>}
          <span className={styles['quiet']}>{say(isGone ? 'profile.gone' : here)}</span>
        </div>
      </div>
      <StatusFact user={user} />
      <TimeFact time_zone={user.time_zone ?? null} />
      <div className={styles['actions']}>
        {isMe ? (
          <OwnActions onClose={onClose} />
        ) : (
          !(isGone || user.role === 'bot') && <OthersActions onClose={onClose} user={user} />
        )}
      </div>
    </SmallDialog>
  );
}

function StatusFact({ user }: { readonly user: User }) {
  const say = useSay();
  const until = useUntil();
  const { status } = user;
  if (!status) return null;
  return (
    <p className={styles['fact']}>
      <span aria-hidden={status.text !== ''} className={styles['emoji']}>
        {status.emoji ?? '💬'}
      </span>
      <span>
        <bdi>{status.text}</bdi>{' '}
        {status.until != null && (
          <span className={styles['quiet']}>
            {say('profile.until', { time: until(status.until) })}
          </span>
        )}
      </span>
    </p>
  );
}

function TimeFact({ time_zone }: { readonly time_zone: string | null }) {
  const say = useSay();
  const { i18n } = useLingui();
  const now = useNow();
  if (time_zone === null) return null;
  const time = localTime(time_zone, now, [i18n.locales ?? i18n.locale].flat());
  if (time === null) return null;
  const zone = time_zone.replaceAll('_', ' ');
  return (
    <p className={styles['fact']} title={zone}>
      <Clock aria-hidden size={16} strokeWidth={1.75} />
      {say('profile.time', { time })}
    </p>
  );
}

function OwnActions({ onClose }: Pick<Props, 'onClose'>) {
  const say = useSay();
  const navigate = useNavigate();
  return (
    <>
      <Button look="quiet" onClick={() => called.set('status')}>
        {say('status.set')}
      </Button>
      <Button
        look="quiet"
        onClick={() => {
          onClose();
          void navigate(places.settings);
        }}
      >
        {say('profile.edit')}
      </Button>
    </>
  );
}
