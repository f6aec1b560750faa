/** Every place of the app has its address here. */
import type { I18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import { QueryClientProvider, usePrefetchQuery } from '@tanstack/react-query';
import { Direction } from 'radix-ui';
import { type ReactNode, Suspense, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ConversationPage } from '@/features/conversation/conversation-page';
import { HomePage } from '@/features/home/home-page';
import { FirstVisit } from '@/features/welcome/first-visit';
import { createQueries } from '@/shared/api/queries';
import { aboutServer } from '@/shared/api/use-server';
import { directionOf } from '@/shared/i18n/language';
import { places } from '@/shared/place';
import { MessengerProvider, type Services, ServicesProvider, useServices } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { Boundary } from './boundary';
import { lazyPlace } from './lazy-place';
import { LoadingPage } from './loading-page';
import { MissingPage } from './missing-page';
import { Shell } from './shell/shell';

const AgainDialog = lazyPlace(
  async () => (await import('@/features/entry/again-dialog')).AgainDialog,
);
const ChannelsPage = lazyPlace(
  async () => (await import('@/features/channels/channels-page')).ChannelsPage,
);
const SavedPage = lazyPlace(async () => (await import('@/features/saved/saved-page')).SavedPage);
const ScheduledPage = lazyPlace(
  async () => (await import('@/features/scheduled/scheduled-page')).ScheduledPage,
);
const StartPage = lazyPlace(async () => (await import('@/features/start/start-page')).StartPage);
const Gallery = lazyPlace(async () => (await import('./gallery/gallery')).Gallery, true);
const EntryPage = lazyPlace(async () => (await import('@/features/entry/entry-page')).EntryPage);
const SettingsPage = lazyPlace(
  async () => (await import('@/features/settings/settings-page')).SettingsPage,
);
const ArrivalPage = lazyPlace(
  async () => (await import('@/features/welcome/arrival-page')).ArrivalPage,
);
const WelcomePage = lazyPlace(
  async () => (await import('@/features/welcome/welcome-page')).WelcomePage,
);

interface Props {
  readonly i18n: I18n;
  readonly services: Services;
}

export function App({ i18n, services }: Props) {
  const messenger = useCell(services.messenger);
  return (
    <I18nProvider i18n={i18n}>
      <Directed>
        <ServicesProvider value={services}>
          {/* What was fetched as one person is no other's. */}
          <Queries key={messenger?.user_id}>
            <BrowserRouter>
              <Boundary place="">
                <Routes>
                  <Route
                    element={
                      <Suspense fallback={<LoadingPage />}>
                        <Gallery />
                      </Suspense>
                    }
                    path={places.gallery}
                  />
                  <Route element={<Places services={services} />} path="*" />
                </Routes>
              </Boundary>
            </BrowserRouter>
          </Queries>
        </ServicesProvider>
      </Directed>
    </I18nProvider>
  );
}

/** What opens over the page, and the keys in it, go by the direction of the language. */
function Directed({ children }: { readonly children: ReactNode }) {
  const { i18n } = useLingui();
  return <Direction.Provider dir={directionOf(i18n.locale)}>{children}</Direction.Provider>;
}

function Queries({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(createQueries);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

function Outside() {
  // While the page is loaded, which asks for it.
  usePrefetchQuery(aboutServer(useServices().api));
  return (
    <Suspense fallback={<LoadingPage />}>
      <Routes>
        <Route element={<EntryPage />} path="/join/:code" />
        <Route element={<EntryPage />} path="*" />
      </Routes>
    </Suspense>
  );
}

function Places({ services }: Pick<Props, 'services'>) {
  const session = useCell(services.session.state);
  const messenger = useCell(services.messenger);
  if (session.name === 'starting') return <LoadingPage isUnanswered={session.isUnanswered} />;
  if (!messenger) return <Outside />;
  if (session.name === 'in' && session.isNew) {
    return (
      <MessengerProvider value={messenger}>
        <Suspense fallback={<LoadingPage />}>
          <ArrivalPage user={session.user} />
        </Suspense>
      </MessengerProvider>
    );
  }
  return (
    <MessengerProvider value={messenger}>
      <Routes>
        <Route element={<Shell />}>
          <Route element={<HomePage />} path={places.home} />
          <Route element={<ConversationPage />} path="/c/:id" />
          <Route element={<ConversationPage />} path="/c/:id/:seq" />
          <Route element={<ConversationPage />} path="/c/:id/t/:thread_id" />
          <Route element={<ConversationPage />} path="/c/:id/t/:thread_id/:reply" />
          <Route element={<ChannelsPage />} path={places.channels} />
          <Route element={<SavedPage />} path={places.saved} />
          <Route element={<ScheduledPage />} path={places.scheduled} />
          <Route element={<StartPage />} path={places.start} />
          <Route element={<SettingsPage />} path={`${places.settings}/*`} />
          <Route element={<MissingPage />} path="*" />
        </Route>
        <Route
          element={
            <Suspense fallback={<LoadingPage />}>
              <WelcomePage />
            </Suspense>
          }
          path={places.welcome}
        />
        <Route element={<Navigate replace to={places.home} />} path="/join/:code" />
      </Routes>
      <FirstVisit />
      {/* What is on the screen stays, and waits for the same person. */}
      {session.name === 'expired' && (
        <Suspense fallback={null}>
          <AgainDialog user={session.user} />
        </Suspense>
      )}
    </MessengerProvider>
  );
}
