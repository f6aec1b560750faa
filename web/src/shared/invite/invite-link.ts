/** The address that somebody is given so that they come in. */
import type { Invite } from '../api/wire';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether an address leads nowhere from another machine. */
export function isOnlyHere(link: string): boolean {
  return LOOPBACK.test(new URL(link).hostname);
}

/**
 * What the person who invites sees in their own address bar works for them, so it works for others,
 * unless they sit at the server itself: then it is what the server calls itself.
 */
export function inviteLink(invite: Pick<Invite, 'url' | 'code'>, origin: string): string {
  return isOnlyHere(origin) ? invite.url : new URL(`/join/${invite.code}`, origin).href;
}
