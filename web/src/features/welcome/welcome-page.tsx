import { useSay } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/page';

export function WelcomePage() {
  const say = useSay();
  return <Page title={say('welcome.title')}>{null}</Page>;
}
