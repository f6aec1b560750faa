/** What a search is narrowed by; each is taken away by pressing it. */
import { X } from 'lucide-react';
import { useSay } from '@/shared/i18n/i18n';
import styles from './search.module.css';
import type { Address } from './use-address';
import { useChips } from './use-filter-words';

interface Props extends Pick<Address, 'narrow'> {
  readonly filters: Address['filters'];
  /** The focus goes back to what is typed. */
  readonly onRemoved: () => void;
}

export function Chips({ filters, narrow, onRemoved }: Props) {
  const say = useSay();
  const chips = useChips(filters);
  if (chips.length === 0) return null;
  return (
    <ul aria-label={say('search.narrowed')} className={styles['chips']}>
      {chips.map(({ id, words, operator, rest }) => (
        <li key={id}>
          <button
            aria-label={say('search.remove', { words })}
            className={styles['chip']}
            onClick={() => {
              narrow(operator, rest);
              onRemoved();
            }}
            title={say('search.remove', { words })}
            type="button"
          >
            <bdi>{words}</bdi>
            <X aria-hidden size={14} strokeWidth={2} />
          </button>
        </li>
      ))}
    </ul>
  );
}
