/** The address of every place. Those of conversations and invites are the contract's. */

export const places = {
  home: '/',
  channels: '/channels',
  start: '/new',
  settings: '/settings',
  sessions: '/settings/sessions',
  notifications: '/settings/notifications',
  invites: '/settings/invites',
  saved: '/saved',
  scheduled: '/scheduled',
  welcome: '/welcome',
  /** For those who work on the app. */
  gallery: '/components',
  conversation: (id: string): string => `/c/${id}`,
  message: (conversation_id: string, seq: number): string => `/c/${conversation_id}/${seq}`,
  /** Of what hangs on a message. */
  thread: (conversation_id: string, message_id: string): string =>
    `/c/${conversation_id}/t/${message_id}`,
  /** Of a message in there. */
  reply: (conversation_id: string, message_id: string, seq: number): string =>
    `/c/${conversation_id}/t/${message_id}/${seq}`,
} as const;

/** The place of this server that an address leads to, where it is a conversation's; null elsewhere. */
export function placeOf(href: string): string | null {
  const { origin, pathname, search } = new URL(href);
  const isHere = origin === globalThis.location.origin && pathname.startsWith('/c/');
  return isHere ? pathname + search : null;
}

/** What is open beside a conversation, as the query of its address: `?panel=members`, `?panel=files`. */
export const PANEL = 'panel';
/** Words that are searched, as the query of any address: `?search=words`. */
export const SEARCH = 'search';
/** The one conversation that is searched, where it isn't all of them: `?search=words&in=id`. */
export const SEARCH_IN = 'in';
/** All that says what is open beside a place. */
export const BESIDE = [PANEL, SEARCH, SEARCH_IN, 'from', 'after', 'before', 'has'];
/** The id of the field that they are typed in. */
export const SEARCH_FIELD = 'search-field';
/** The id of the field that one writes in. */
export const COMPOSER_FIELD = 'composer';
/** What is begun at `/new`: `?kind=channel`, otherwise with people. */
export const KIND = 'kind';

/** The state of a place that was reached from the one its way back leads to: there, one goes back. */
export const WITHIN = { isWithin: true } as const;

export function isWithin(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'isWithin' in state;
}
