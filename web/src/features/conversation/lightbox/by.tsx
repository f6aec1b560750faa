/** Who showed the pictures, and when. */
import type { Message } from '@/shared/api/wire';
import { usePerson } from '@/shared/people/use-person';
import { useTimes } from '../use-times';

export function By({ message }: { readonly message: Message }) {
  const person = usePerson(message.sender_id);
  const { day, time, full } = useTimes();
  const at = message.created_at;
  return (
    <>
      <bdi>{person?.display_name ?? '…'}</bdi>
      {' · '}
      <time dateTime={at} title={full(at)}>
        {day(at)} {time(at)}
      </time>
    </>
  );
}
