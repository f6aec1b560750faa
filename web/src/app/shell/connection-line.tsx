/**
 * One quiet line over the place: that there is no connection, another page, or that this device's clock
 * is wrong. It lies over what is there and moves nothing, and says nothing of what is over before it
 * could be read.
 */
import { useLingui } from '@lingui/react';
import { useEffect, useState } from 'react';
import { clock } from '@/shared/clock';
import type { ConnectionState } from '@/shared/connection/connection';
import { type Say, useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import styles from './connection-line.module.css';
import { useOtherVersion } from './use-other-version';

/** A server that starts again is back by then. */
const NOTICED_MS = 1_500;
const PATIENCE_MS = 1_000;
/** Less than this nobody is misled by. */
const WRONG_MS = 5 * 60_000;

const wrongClock = new Part(async () => {
  const { wrongClockWords } = await import('./wrong-clock');
  return { wrongClockWords };
});

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
  const { connection, drafts } = useMessenger();
  const state = useCell(connection.state);
  const isDown = state.name !== 'online';
  const isNoticed = useLasting(isDown, NOTICED_MS);
  const isOther = useOtherVersion();
  const ahead_ms = useCell(clock.ahead_ms);
  const [putOff, setPutOff] = useState({ other: false, clock: false });
  // What was typed in this moment is not on the disk by itself when the page goes.
  const reload = (): void => void within(drafts.kept()).then(() => window.location.reload());
  const timeOf = (at: number): string => i18n.date(new Date(at), { timeStyle: 'short' });
  const down = isNoticed
    ? downLine(state, say, timeOf, { wake: () => connection.wake(), reload })
    : null;
  const other =
    isOther && !putOff.other
      ? putOffLine(say('connection.other'), say, () => setPutOff({ ...putOff, other: true }), {
          name: say('app.reload'),
          run: reload,
        })
      : null;
  const isWrong = Math.abs(ahead_ms) > WRONG_MS && !putOff.clock;
  useEffect(() => {
    if (isWrong) void wrongClock.load();
  }, [isWrong]);
  const loaded = useCell(wrongClock.loaded);
  const wrong =
    isWrong && loaded instanceof Object
      ? putOffLine(loaded.wrongClockWords(ahead_ms, i18n, say), say, () =>
          setPutOff({ ...putOff, clock: true }),
        )
      : null;
  const line = down ?? other ?? wrong;
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
  { wake, reload }: Record<'wake' | 'reload', () => void>,
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
      return {
        words: say('connection.refused'),
        actions: [{ name: say('app.reload'), run: reload }],
      };
    case 'online':
      return null;
  }
}

function putOffLine(words: string, say: Say, run: () => void, ...actions: Action[]): Line {
  return { words, actions: [...actions, { name: say('connection.dismiss'), run }] };
}

/** A disk that does not answer holds nobody up. */
async function within(done: Promise<void>): Promise<void> {
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
