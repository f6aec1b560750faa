import '@/shared/ui/tokens.css';
import '@/shared/ui/base.css';
import '@/shared/ui/hue.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createI18n } from '@/shared/i18n/i18n';
import { tellLanguage } from '@/shared/i18n/language';
import { wantedLanguages } from '@/shared/i18n/wanted';
import { startLooks } from '@/shared/ui/looks';
import { hearWorker } from '@/shared/worker-news';
import { App } from './app';
import { createServices } from './create-services';

async function main(root: HTMLElement): Promise<void> {
  startLooks();
  hearWorker();
  const services = createServices();
  const i18n = await createI18n(wantedLanguages());
  tellLanguage(i18n.locale);
  createRoot(root).render(
    <StrictMode>
      <App i18n={i18n} services={services} />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void main(root);
