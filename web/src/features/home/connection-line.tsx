/** One quiet line that says whether there is a connection. */
import { useLingui } from '@lingui/react';
import type { Connection, ConnectionState } from '@/shared/connection/connection';
import { type Say, useSay } from '@/shared/i18n/i18n';
import { useCell } from '@/shared/use-cell';
import styles from './home.module.css';

export function ConnectionLine({ connection }: { readonly connection: Connection }) {
  const say = useSay();
  const { i18n } = useLingui();
  const time = (at: number): string => i18n.date(new Date(at), { timeStyle: 'short' });
  return (
    <p className={styles['quiet']} role="status">
      {words(useCell(connection.state), say, time)}
    </p>
  );
}

function words(state: ConnectionState, say: Say, time: (at: number) => string): string {
  if (state.name === 'offline') return say('connection.offline', { time: time(state.since) });
  return say(`connection.${state.name}`);
}
