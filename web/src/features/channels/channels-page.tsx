import { useSay } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/page';

export function ChannelsPage() {
  const say = useSay();
  return <Page title={say('channels.title')}>{null}</Page>;
}
