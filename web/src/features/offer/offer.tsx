/**
 * Under the list: that Snug can tell of answers while it is closed. Whoever declines is not offered it
 * again on this device; the settings have it.
 */
import { useId, useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { usePart } from '@/shared/part';
import { places, WITHIN } from '@/shared/place';
import type { Push, PushState } from '@/shared/push/push';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Link } from '@/shared/ui/link';
import { useCell } from '@/shared/use-cell';
import { declineOffer, isOfferDeclined } from './declined';
import styles from './offer.module.css';

/** Where there is something to offer, or it has just been taken up. */
const OFFERED: ReadonlySet<PushState['name']> = new Set(['unasked', 'uninstalled', 'asking']);

export function Offer() {
  const notifying = usePart(useServices().notifying);
  const [isDeclined, setIsDeclined] = useState(isOfferDeclined);
  if (isDeclined || !(notifying instanceof Object)) return null;
  const decline = (): void => {
    declineOffer();
    setIsDeclined(true);
  };
  return <Card onDecline={decline} push={notifying.push} />;
}

interface Props {
  readonly push: Push;
  readonly onDecline: () => void;
}

function Card({ push, onDecline }: Props) {
  const say = useSay();
  const id = useId();
  const { name } = useCell(push.state);
  const [isTaken, setIsTaken] = useState(false);
  const hasFailed = isTaken && name === 'failed';
  if (!(OFFERED.has(name) || hasFailed)) return null;
  const take = (): void => {
    setIsTaken(true);
    void push.turnOn();
  };
  const how = (
    <Link className={styles['how']} state={WITHIN} to={places.notifications}>
      {say('offer.how')}
    </Link>
  );
  return (
    <aside aria-labelledby={id} className={styles['offer']}>
      <p id={id} role={hasFailed ? 'alert' : undefined}>
        {say(hasFailed ? 'offer.failed' : 'offer.words')}
      </p>
      <div className={styles['actions']}>
        {name === 'uninstalled' || hasFailed ? (
          how
        ) : (
          <Button aria-disabled={name === 'asking'} onClick={() => name !== 'asking' && take()}>
            {say('offer.take')}
          </Button>
        )}
        <Button look="quiet" onClick={onDecline}>
          {say('offer.decline')}
        </Button>
      </div>
    </aside>
  );
}
