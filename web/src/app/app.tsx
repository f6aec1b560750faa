/** Every place of the app has its address here. */
import type { I18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { EntryPage } from '@/features/entry/entry-page';
import { HomePage } from '@/features/home/home-page';
import { type Services, ServicesProvider } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { LoadingPage } from './loading-page';
import { MissingPage } from './missing-page';

const queries = new QueryClient();

interface Props {
  readonly i18n: I18n;
  readonly services: Services;
}

export function App({ i18n, services }: Props) {
  return (
    <I18nProvider i18n={i18n}>
      <ServicesProvider value={services}>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <Places services={services} />
          </BrowserRouter>
        </QueryClientProvider>
      </ServicesProvider>
    </I18nProvider>
  );
}

function Places({ services }: Pick<Props, 'services'>) {
  const session = useCell(services.session.state);
  const messenger = useCell(services.messenger);
  if (session.name === 'starting') return <LoadingPage isUnanswered={session.isUnanswered} />;
  const start = <Navigate replace to="/" />;
  const home = messenger ? <HomePage messenger={messenger} /> : <EntryPage />;
  // The messenger waits behind it, with all that is in it.
  const again = session.name === 'expired' && <EntryPage again={session.user} />;
  return (
    <Routes>
      <Route element={again || home} path="/" />
      <Route element={messenger ? start : <EntryPage />} path="/join/:code" />
      <Route element={<MissingPage />} path="*" />
    </Routes>
  );
}
