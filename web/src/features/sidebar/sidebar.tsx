import { Link } from 'react-router';
import type { RoomView } from '@/shared/mirror/room';
import { useTitle } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';

export function Sidebar() {
  const { mirror } = useMessenger();
  const views = useCell(mirror.views);
  return (
    <ul>
      {views.map((view) => (
        <Row key={view.conversation.id} view={view} />
      ))}
    </ul>
  );
}

function Row({ view }: { readonly view: RoomView }) {
  const title = useTitle(view.conversation);
  return (
    <li>
      <Link to={places.conversation(view.conversation.id)}>{title}</Link>
    </li>
  );
}
