import { useSay } from '@/shared/i18n/i18n';
import { Page } from '@/shared/ui/page';

export function SettingsPage() {
  const say = useSay();
  return <Page title={say('settings.title')}>{null}</Page>;
}
