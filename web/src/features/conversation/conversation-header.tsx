import { useTitle } from '@/shared/people/use-person';
import { useCell } from '@/shared/use-cell';
import { useScene } from './scene';

export function ConversationHeader() {
  const { conversation } = useCell(useScene().room.view);
  return <h1>{useTitle(conversation)}</h1>;
}
