/** How somebody may come in, by what the server says of itself and the link they came by. */
import type { Server } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';

export type Way = 'login' | 'register';

export interface Admission {
  /** Nobody has an account yet: whoever makes one owns the server. */
  readonly isFirst: boolean;
  readonly canRegister: boolean;
  /** What is shown first. */
  readonly begin: Way;
}

export function admission(
  { features, registration }: Pick<Server, 'features' | 'registration'>,
  code: string | undefined,
): Admission {
  const isFirst = features.includes('first_account');
  const isInvited = code !== undefined && registration !== 'closed';
  const canRegister = isFirst || isInvited || registration === 'open';
  return { isFirst, canRegister, begin: isFirst || isInvited ? 'register' : 'login' };
}

interface Words {
  readonly title: string;
  readonly lead?: string;
}

/** What stands above the form. */
export function doorWords(
  say: Say,
  server: Pick<Server, 'name' | 'features' | 'registration'>,
  code: string | undefined,
  way: Way,
): Words {
  const { name, registration } = server;
  const { isFirst, canRegister } = admission(server, code);
  if (isFirst) return { title: say('entry.first'), lead: say('entry.first_lead') };
  if (way === 'register') {
    if (code === undefined) return { title: say('entry.join', { name }) };
    return { title: say('entry.invite', { name }), lead: say('entry.invite_lead') };
  }
  const title = say('entry.welcome', { name });
  if (canRegister) return { title };
  return { title, lead: say(registration === 'closed' ? 'entry.closed' : 'entry.by_invite') };
}
