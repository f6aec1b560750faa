import type { User } from '../api/wire';

/** Whether a name of this person holds a text, as far as can be told without the server. */
export function isCalled(user: User, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return [user.display_name, user.username].some((it) => it.toLocaleLowerCase().includes(wanted));
}
