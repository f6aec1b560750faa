/** What changes wait for in a test, and what became of them: every one is ready, unless it is missing something. */
import type { Problem } from '@/shared/api/wire';
import type { Needs } from '@/shared/outbox/needs';

export class ModelNeeds implements Needs {
  /** By the ids of messages. */
  readonly missing = new Map<string, 'waiting' | Problem>();
  readonly dropped_ids: string[] = [];

  refreshed = 0;

  refresh(): Promise<void> {
    this.refreshed += 1;
    return Promise.resolve();
  }

  prepare({ id }: { readonly id: string }): 'ready' | 'waiting' | Problem {
    return this.missing.get(id) ?? 'ready';
  }

  again({ id }: { readonly id: string }): void {
    this.missing.delete(id);
  }

  dropped({ id }: { readonly id: string }, isDone: boolean): void {
    this.dropped_ids.push(`${id} ${isDone ? 'done' : 'given up'}`);
  }
}
