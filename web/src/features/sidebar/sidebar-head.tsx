/** Where one is, and who: with what concerns neither conversation. */
import { Search } from 'lucide-react';
import { memo } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useChord } from '@/shared/keys';
import { Account } from './account';
import styles from './sidebar.module.css';
import { useOpenSearch } from './use-open-search';

/** The list below it changes with every message, and this never. */
export const SidebarHead = memo(function SidebarHead() {
  const say = useSay();
  const chord = useChord();
  const openSearch = useOpenSearch();
  return (
    <header className={styles['head']}>
      <Account />
      <button
        aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
        className={styles['search']}
        onClick={openSearch}
        title={say('sidebar.search_key', { keys: chord('Ctrl', 'Shift', 'F') })}
        type="button"
      >
        <Search aria-hidden size={18} strokeWidth={1.75} />
        <span className={styles['search-word']}>{say('sidebar.search')}</span>
      </button>
    </header>
  );
});
