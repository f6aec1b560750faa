import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { Notice } from '@/shared/ui/notice';
import { Page } from '@/shared/ui/page';

export function MissingPage() {
  const say = useSay();
  return (
    <Page title={say('place.nothing')}>
      <Notice words={say('place.missing')}>
        <Link to={places.home}>{say('place.start')}</Link>
      </Notice>
    </Page>
  );
}
