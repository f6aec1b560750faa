/**
 * Stretches of a conversation that are loaded. `seq` has no gaps, so a stretch is where it begins
 * and what follows; two that meet are one. Stretches are never changed in place.
 */
import type { Message } from '../api/wire';

export interface Range {
  /** The `seq` of the first. */
  readonly from: number;
  /** Each with the next `seq`; never empty. */
  readonly messages: readonly Message[];
}

export function end(range: Range): number {
  return range.from + range.messages.length - 1;
}

export function find(ranges: readonly Range[], seq: number): Message | undefined {
  const range = ranges.find((it) => it.from <= seq && seq <= end(it));
  return range?.messages[seq - range.from];
}

/** Puts messages in, in any order; those that are there already are replaced. */
export function insert(ranges: readonly Range[], messages: readonly Message[]): readonly Range[] {
  return runs(messages).reduce(join, ranges);
}

/** What lies from `from` to `to`. */
export function cut(ranges: readonly Range[], from: number, to: number): readonly Range[] {
  return ranges.flatMap((range) => {
    const first = Math.max(range.from, from);
    const last = Math.min(end(range), to);
    if (first > last) return [];
    if (first === range.from && last === end(range)) return [range];
    const messages = range.messages.slice(first - range.from, last + 1 - range.from);
    return [{ from: first, messages }];
  });
}

function runs(messages: readonly Message[]): Range[] {
  const runs: { from: number; messages: Message[] }[] = [];
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    const last = runs.at(-1);
    if (last && message.seq === end(last) + 1) last.messages.push(message);
    else runs.push({ from: message.seq, messages: [message] });
  }
  return runs;
}

function join(ranges: readonly Range[], run: Range): readonly Range[] {
  const touches = (it: Range) => it.from <= end(run) + 1 && run.from <= end(it) + 1;
  const touched = ranges.filter(touches);
  const from = Math.min(run.from, ...touched.map((it) => it.from));
  const messages: Message[] = [];
  for (const part of [...touched, run]) {
    for (const [index, message] of part.messages.entries()) {
      messages[part.from - from + index] = message;
    }
  }
  const others = ranges.filter((it) => !touches(it));
  return [...others, { from, messages }].sort((a, b) => a.from - b.from);
}
