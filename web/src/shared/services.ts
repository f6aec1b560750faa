/**
 * What the screens work with. It is built once, in `app`; features find it here and never build
 * any of it themselves.
 */
import { createContext, useContext } from 'react';
import type { Api } from './api/client';
import type { Cell } from './cell';
import type { Messenger } from './messenger/messenger';
import type { Notifying } from './notify/notifying';
import type { Part } from './part';
import type { Session } from './session/session';

export interface Services {
  readonly session: Session;
  readonly api: Api;
  /** Of whoever is logged in. */
  readonly messenger: Cell<Messenger | null>;
  readonly notifying: Part<Notifying>;
}

const ServicesContext = createContext<Services | null>(null);
const MessengerContext = createContext<Messenger | null>(null);

export const ServicesProvider = ServicesContext.Provider;
/** Above all that only somebody who is logged in sees. */
export const MessengerProvider = MessengerContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('no services above');
  return services;
}

export function useMessenger(): Messenger {
  const messenger = useContext(MessengerContext);
  if (!messenger) throw new Error('no messenger above');
  return messenger;
}
