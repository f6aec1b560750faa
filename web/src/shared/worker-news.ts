/**
 * What the service worker tells a page. Heard from the first moment, while the rest of what a page has
 * to do with it (`worker.ts`) is loaded later.
 */
import { Cell } from './cell';

export type WorkerNews =
  /** A notification was pressed. */
  | { readonly type: 'open'; readonly conversation_id: string; readonly seq: number }
  /** Something was put into the outbox. */
  | { readonly type: 'outbox' };

/** It showed a notification; its message may have been read here before. */
export interface WorkerShown {
  readonly type: 'shown';
  readonly conversation_id: string;
  readonly seq: number;
}

/** What it told last, until that is taken. */
export const workerNews = new Cell<WorkerNews | null>(null);
/** What it showed last: apart from its news, which wait to be taken. */
export const workerShown = new Cell<WorkerShown | null>(null);

/** There is no worker on plain HTTP, whatever its type says. */
export function hearWorker(): void {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  workers?.addEventListener('message', ({ data }: MessageEvent<WorkerNews | WorkerShown>) => {
    if (data.type === 'shown') workerShown.set(data);
    else workerNews.set(data);
  });
}
