/** What is offered for the operator that is being typed, below the field. */
import { useSay } from '@/shared/i18n/i18n';
import styles from './offers.module.css';
import type { Offer } from './use-offers';
import type { Operators } from './use-operators';

interface Props {
  readonly id: string;
  readonly operators: Operators;
}

export function offerId(id: string, offer: Offer): string {
  return `${id}-${offer.id}`;
}

export function Offers({ id, operators }: Props) {
  const say = useSay();
  const { offers, active, take } = operators;
  return (
    <>
      <span className="only-heard" role="status">
        {offers.length > 0 && say('search.offered', { count: offers.length })}
      </span>
      {offers.length > 0 && (
        <div aria-label={say('search.narrow')} className={styles['list']} id={id} role="listbox">
          {offers.map((offer, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the field
            <div
              aria-selected={at === active}
              className={styles['offer']}
              id={offerId(id, offer)}
              key={offer.id}
              onClick={() => take(offer)}
              onPointerDown={(event) => event.preventDefault()}
              role="option"
            >
              {offer.picture}
              <bdi className={styles['words']}>{offer.words}</bdi>
              <span className={styles['detail']}>{offer.detail}</span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
