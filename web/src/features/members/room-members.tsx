import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { useServices } from '@/shared/services';
import { OfflineNote } from '@/shared/ui/offline-note';
import { useCell } from '@/shared/use-cell';
import { About } from './about';
import { Leaving } from './leaving';
import { mayOf } from './may';
import { MemberList } from './member-list';
import styles from './members.module.css';

export function RoomMembers({ room }: { readonly room: Room }) {
  const say = useSay();
  const session = useCell(useServices().session.state);
  const { conversation, me } = useCell(room.view);
  const may = mayOf(conversation, me, 'user' in session ? session.user.role : 'member');
  return (
    <div className={styles['panel']}>
      <OfflineNote words={(time) => say('members.offline', { time })} />
      <About conversation={conversation} may={may} />
      <MemberList may={may} room={room} />
      {may.leave && <Leaving conversation={conversation} may={may} />}
    </div>
  );
}
