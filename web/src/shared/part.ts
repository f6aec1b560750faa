/**
 * A part of the page that not everybody needs: it comes when it is wanted first. Where it could not be
 * loaded (offline, or after an update) it is asked for once more when it is wanted again, or the network is back.
 */
import { useEffect } from 'react';
import { Cell } from './cell';
import { loadWords } from './i18n/i18n';
import { loadStylesAgain } from './load-styles-again';
import { useCell } from './use-cell';

export class Part<T extends object> {
  readonly loaded = new Cell<T | 'failed' | null>(null);
  readonly #import: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.#import = load;
  }

  async load(): Promise<void> {
    const held = this.loaded.get();
    if (held !== null && held !== 'failed') return;
    this.loaded.set(await loadWhole(this.#import).catch(() => 'failed' as const));
  }
}

/** With its words and its styles. */
export async function loadWhole<T>(load: () => Promise<T>): Promise<T> {
  const [part] = await Promise.all([load(), loadStylesAgain(), loadWords()]);
  return part;
}

/** Null until it is there. */
export function usePart<T extends object>(part: Part<T>): T | 'failed' | null {
  useEffect(() => {
    const load = (): void => void part.load();
    load();
    globalThis.addEventListener('online', load);
    return () => globalThis.removeEventListener('online', load);
  }, [part]);
  return useCell(part.loaded);
}
