import { useSay } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/page';

export function HomePage() {
  const say = useSay();
  return <Page title={say('home.none')}>{null}</Page>;
}
