/**
 * One quiet line over the place: that there is no connection, or a newer page. It lies over what is
 * there and moves nothing, and says nothing of what is over before it could be read.
 */
import { useLingui } from '@lingui/react';
import { useEffect, useState } from 'react';
import type { ConnectionState } from '@/shared/connection/connection';
import { type Say, useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import styles from './connection-line.module.css';
import { useNewerVersion } from './use-newer-version';

/** A server that starts again is back by then. */
const NOTICED_MS = 1_500;

interface Action {
  readonly name: string;
  readonly run: () => void;
}

interface Line {
  readonly words: string;
  readonly actions: readonly Action[];
}

export function ConnectionLine() {
  const say = useSay();
  const { i18n } = useLingui();
  const { connection } = useMessenger();
  const state = useCell(connection.state);
  const isDown = state.name !== 'online';
  const isNoticed = useLasting(isDown, NOTICED_MS);
  const isNewer = useNewerVersion();
  const [isPutOff, setIsPutOff] = useState(false);
  const timeOf = (at: number): string => i18n.date(new Date(at), { timeStyle: 'short' });
  const down = isNoticed ? downLine(state, say, timeOf, () => connection.wake()) : null;
  const newer = isNewer && !isPutOff ? newerLine(say, () => setIsPutOff(true)) : null;
  const line = down ?? newer;
  return (
    <div className={styles['place']} role="status">
      {line && (
        <p className={styles['line']}>
          <span>{line.words}</span>
          {line.actions.map(({ name, run }) => (
            <button className={styles['action']} key={name} onClick={run} type="button">
              {name}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Whether it has been so for a while. */
function useLasting(isSo: boolean, for_ms: number): boolean {
  const [isLasting, setIsLasting] = useState(false);
  useEffect(() => {
    if (!isSo) return undefined;
    const timer = setTimeout(() => setIsLasting(true), for_ms);
    return () => {
      clearTimeout(timer);
      setIsLasting(false);
    };
  }, [isSo, for_ms]);
  return isSo && isLasting;
}

function downLine(
  state: ConnectionState,
  say: Say,
  timeOf: (at: number) => string,
  wake: () => void,
): Line | null {
  switch (state.name) {
    case 'connecting':
      return { words: say('connection.connecting'), actions: [] };
    case 'offline': {
      const words = say('connection.offline', { time: timeOf(state.since) });
      return { words, actions: [{ name: say('connection.now'), run: wake }] };
    }
    case 'refused':
      // An ended session is asked about in a place of its own.
      if (state.code === 'unauthenticated') return null;
      return { words: say('connection.refused'), actions: [reload(say)] };
    case 'online':
      return null;
  }
}

function newerLine(say: Say, putOff: () => void): Line {
  const later = { name: say('connection.dismiss'), run: putOff };
  return { words: say('connection.newer'), actions: [reload(say), later] };
}

function reload(say: Say): Action {
  return { name: say('app.reload'), run: () => window.location.reload() };
}
