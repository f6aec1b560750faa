import { Compass, SquarePen } from 'lucide-react';
import { memo, type RefObject, useId } from 'react';
import type { RoomView } from '@/shared/mirror/room';
import { places, WITHIN } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { Rows } from './rows';
import styles from './sidebar.module.css';

interface Props {
  readonly name: string;
  readonly views: readonly RoomView[];
  /** Said where it is empty. */
  readonly none: string;
  /** The way to more of these, and what it is called. */
  readonly to: string;
  readonly way: string;
  readonly scroller: RefObject<HTMLElement | null>;
}

/** The list is held back while something more urgent is drawn: until then nothing here is new. */
export const Section = memo(function Section(props: Props) {
  const { name, views, none, to, way, scroller } = props;
  const id = useId();
  const Sign = to === places.start ? SquarePen : Compass;
  return (
    <section aria-labelledby={id} className={styles['section']}>
      <header className={styles['heading']}>
        <h2 className={styles['name']} id={id}>
          {name}
        </h2>
        <Link aria-label={way} className={styles['way']} state={WITHIN} title={way} to={to}>
          <Sign aria-hidden size={18} strokeWidth={1.75} />
        </Link>
      </header>
      {views.length > 0 ? (
        <Rows scroller={scroller} views={views} />
      ) : (
        <p className={styles['none']}>
          {none}{' '}
          <Link state={WITHIN} to={to}>
            {way}
          </Link>
        </p>
      )}
    </section>
  );
});
