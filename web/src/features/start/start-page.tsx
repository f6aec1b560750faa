import { useSay } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/page';

export function StartPage() {
  const say = useSay();
  return <Page title={say('start.title')}>{null}</Page>;
}
