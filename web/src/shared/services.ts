/**
 * What the screens work with. It is built once, in `app`; features find it here and never build
 * any of it themselves.
 */
import { createContext, useContext } from 'react';
import type { Api } from './api/client';
import type { Cell } from './cell';
import type { Messenger } from './messenger/messenger';
import type { Session } from './session/session';

export interface Services {
  readonly session: Session;
  readonly api: Api;
  /** Of whoever is logged in. */
  readonly messenger: Cell<Messenger | null>;
}

const Context = createContext<Services | null>(null);

export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error('no services above');
  return services;
}
