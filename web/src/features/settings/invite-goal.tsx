import type { Room } from '@/shared/mirror/room';
import { useTitle } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';

/** Where an invite leads, where that is known here. */
export function InviteGoal({ id }: { readonly id: string }) {
  const { mirror } = useMessenger();
  useCell(mirror.views);
  const room = mirror.room(id);
  return room ? <Goal room={room} /> : null;
}

function Goal({ room }: { readonly room: Room }) {
  return ` · ${useTitle(useCell(room.view).conversation)}`;
}
