/**
 * The way back on a phone. Whoever came from there goes back, as with the platform's own gesture;
 * whoever came by a link gets it in place of this, so that the way back from there is not here.
 */
import { ArrowLeft } from 'lucide-react';
import { useLocation, useNavigate } from 'react-router';
import { useSay } from '../i18n/i18n';
import { isWithin, places } from '../place';
import styles from './back-link.module.css';
import { Link } from './link';

export function BackLink({ to = places.home }: { readonly to?: string }) {
  const say = useSay();
  const { state } = useLocation();
  const navigate = useNavigate();
  return (
    <Link
      aria-label={say('place.back')}
      className={styles['back']}
      onClick={(event) => {
        if (!isWithin(state)) return;
        event.preventDefault();
        void navigate(-1);
      }}
      replace
      to={to}
    >
      <ArrowLeft aria-hidden size={20} strokeWidth={1.75} />
    </Link>
  );
}
