/** What did not work in the open conversation, and its words. */
import { useCallback, useEffect, useState } from 'react';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { votesOf } from '@/shared/poll/votes';
import { type Scene, useScene } from '../scene';

const WORDS = {
  send: 'timeline.send_failed',
  edit: 'timeline.edit_failed',
  delete: 'timeline.delete_failed',
  react: 'timeline.react_failed',
  pin: 'timeline.pin_failed',
  save: 'timeline.save_failed',
  vote: 'timeline.vote_failed',
} as const satisfies Record<Change['kind'] | 'vote', TextName>;

/** Of a message that was deleted: trying again changes nothing. */
export function isGone({ problem }: Entry): boolean {
  return problem?.code === 'gone';
}

function isVote(change: Change, scene: Scene): boolean {
  if (change.kind !== 'react') return false;
  const message = scene.byId(change.id);
  return message !== undefined && votesOf(message).includes(change.emoji);
}

export function useFailureText(): (entry: Entry) => string {
  const say = useSay();
  const scene = useScene();
  return useCallback(
    (entry) => {
      const { problem, change } = entry;
      const error = problem ? new ProblemError(problem) : new UnansweredError('unknown');
      const why = isGone(entry) ? say('timeline.gone') : problemText(error, say);
      return say(WORDS[isVote(change, scene) ? 'vote' : change.kind], { why });
    },
    [say, scene],
  );
}

/** The last that failed while one was here. */
export function useNewFailure(): Entry | null {
  const { messenger, conversation_id } = useScene();
  const { entries } = messenger.outbox;
  const [failed, setFailed] = useState<Entry | null>(null);
  useEffect(() => {
    const failures = (): Entry[] =>
      entries
        .get()
        .filter((it) => it.state === 'failed' && it.change.conversation_id === conversation_id);
    let known = new Set(failures().map((it) => it.key));
    return entries.subscribe(() => {
      const now = failures();
      const added = now.findLast((it) => !known.has(it.key));
      known = new Set(now.map((it) => it.key));
      // What is tried again says so once more if it fails again.
      setFailed((held) => added ?? (held && known.has(held.key) ? held : null));
    });
  }, [entries, conversation_id]);
  return failed;
}
