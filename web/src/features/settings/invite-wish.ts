/** What is asked of the server for an invite, from what was chosen. */
const DAY_SECS = 24 * 60 * 60;

export function inviteWish(typed: FormData) {
  const text = (name: string): string => String(typed.get(name) ?? '');
  const days = Number(text('days'));
  const uses = Number(text('uses'));
  const conversation_id = text('conversation_id');
  return {
    ...(days > 0 ? { expires_in: days * DAY_SECS } : {}),
    ...(uses > 0 ? { max_uses: uses } : {}),
    ...(conversation_id === '' ? {} : { conversation_id }),
  };
}
