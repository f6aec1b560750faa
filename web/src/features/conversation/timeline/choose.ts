/** Several messages are chosen, to do one thing with all of them. What is done is in `chosen`. */
import type { Message } from '@/shared/api/wire';
import type { Scene } from '../scene';

/** More are nobody's wish, and would be too much for one message elsewhere. */
const MOST = 100;

/** One more, or one less; with `isRange` all from the one before to this one. */
export function choose(scene: Scene, message: Message, isRange = false): void {
  const { chosen } = scene;
  const next = new Map(chosen.get());
  const last = [...next.values()].at(-1);
  if (isRange && last) {
    const [from = 0, to = 0] = [last.seq, message.seq].sort((a, b) => a - b);
    for (const it of [...scene.newestFirst()].reverse()) {
      if (it.seq >= from && it.seq <= to && isSaid(it)) next.set(it.id, it);
    }
  } else if (!next.delete(message.id)) next.set(message.id, message);
  chosen.set(next.size === 0 ? null : new Map([...next].slice(0, MOST)));
}

/** Those that are there still, as they are now, in their order. */
export function chosenNow(scene: Scene): readonly Message[] {
  const chosen = [...(scene.chosen.get()?.values() ?? [])];
  const now = chosen.map((it) => scene.byId(it.id) ?? it);
  return now.filter(isSaid).sort((a, b) => a.seq - b.seq);
}

function isSaid({ kind, deleted_at }: Message): boolean {
  return kind === 'text' && !deleted_at;
}
