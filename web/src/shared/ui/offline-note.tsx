/** Says in one line since when there is no connection, and what is so meanwhile. */
import { useLingui } from '@lingui/react';
import { useMessenger } from '../services';
import { useCell } from '../use-cell';
import styles from './offline-note.module.css';

export function OfflineNote({ words }: { readonly words: (time: string) => string }) {
  const { i18n } = useLingui();
  const state = useCell(useMessenger().connection.state);
  if (state.name !== 'offline') return null;
  return (
    <p className={styles['note']} role="status">
      {words(i18n.date(new Date(state.since), { timeStyle: 'short' }))}
    </p>
  );
}
