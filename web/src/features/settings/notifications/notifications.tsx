/** Being told of what is new: on this device, on the others, and of what. */
import { useSay } from '@/shared/i18n/i18n';
import { usePart } from '@/shared/part';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Skeleton } from '@/shared/ui/skeleton';
import { ByMail } from './by-mail';
import { ThisDevice } from './this-device';
import { ToldDevices } from './told-devices';
import { WhatIsTold } from './what-is-told';

export function Notifications() {
  const say = useSay();
  const part = useServices().notifying;
  const notifying = usePart(part);
  if (notifying === 'failed') {
    return (
      <Notice words={say('app.not_loaded')}>
        <Button look="quiet" onClick={() => void part.load()}>
          {say('app.retry')}
        </Button>
      </Notice>
    );
  }
  if (!notifying) return <Skeleton rows={2} />;
  return (
    <>
      <OfflineNote words={(time) => say('settings.offline', { time })} />
      <ThisDevice notifying={notifying} />
      <WhatIsTold notifying={notifying} />
      <ToldDevices notifying={notifying} />
      <ByMail />
    </>
  );
}
