import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { createApi } from '@/shared/api/client';
import { createQueries } from '@/shared/api/queries';
import type { User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import type { Session } from '@/shared/session/session';
import { english } from './english';

/** What is around every place of the app, for somebody who is in, at a server that says its name. */
export async function inPlace(
  messenger: Messenger,
  user: User,
  children: ReactNode,
): Promise<ReactElement> {
  const services = {
    api: createApi(() => Promise.resolve(Response.json({ name: 'The Snug' }))),
    messenger: new Cell<Messenger | null>(messenger),
    session: { state: new Cell({ name: 'in', user }) } as unknown as Session,
  } as Services;
  return (
    <I18nProvider i18n={await english()}>
      <ServicesProvider value={services}>
        <QueryClientProvider client={createQueries()}>
          <MessengerProvider value={messenger}>{children}</MessengerProvider>
        </QueryClientProvider>
      </ServicesProvider>
    </I18nProvider>
  );
}
