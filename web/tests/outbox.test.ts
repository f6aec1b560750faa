import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Problem } from '@/shared/api/wire';
import { eraseUserDatabase } from '@/shared/storage/user-database';
import { memoryEntries } from './model/memory-entries';
import { Post, remove, STORES, say } from './model/post';

const problem = (code: string, more = {}): ProblemError =>
  new ProblemError({ type: '', title: '', status: 400, code, detail: code, ...more } as Problem);

describe.each(Object.keys(STORES))('an outbox in %s', (kind) => {
  let post: Post;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    post = new Post((STORES[kind] ?? memoryEntries)());
    await post.open();
  });
  afterEach(() => void vi.useRealTimers());

  it('shows at once what waits for a connection, and sends it in order', async () => {
    for (const id of ['a', 'b', 'c']) post.outbox.add(say(id));
    expect(post.states()).toEqual(['a waiting', 'b waiting', 'c waiting']);
    await post.wait();
    expect(post.sent).toEqual([]);
    post.outbox.resume();
    await post.wait();
    expect(post.sent).toEqual(['a', 'b', 'c']);
    expect(post.states()).toEqual(['a sent', 'b sent', 'c sent']);
  });

  it('sends nothing of a conversation before what precedes it is acknowledged', async () => {
    let acknowledge = (): void => undefined;
    post.answers.set('a', new Promise((resolve) => (acknowledge = resolve)));
    post.outbox.resume();
    post.outbox.add(say('a'));
    post.outbox.add(say('b'));
    post.outbox.add(say('elsewhere', 'attic'));
    await post.wait();
    expect(post.sent).toEqual(['a', 'elsewhere']);
    acknowledge();
    await post.wait();
    expect(post.sent).toEqual(['a', 'elsewhere', 'b']);
  });

  it('waits as long as the server asks for, and goes on in order', async () => {
    post.answers.set('a', problem('rate_limited', { retry_after_ms: 3_000 }));
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    post.answers.clear();
    post.outbox.add(say('b'));
    await post.wait(2_900);
    expect(post.sent).toEqual(['a']);
    await post.wait(200);
    expect(post.sent).toEqual(['a', 'a', 'b']);
  });

  it('goes past what is refused for good, and tries it again when told to', async () => {
    post.answers.set('a', problem('forbidden'));
    post.outbox.resume();
    post.outbox.add(say('a'));
    post.outbox.add(say('b'));
    await post.wait();
    expect(post.states()).toEqual(['a failed', 'b sent']);
    expect(post.outbox.entries.get()[0]?.problem?.code).toBe('forbidden');
    await post.wait();
    await post.open();
    expect(post.states()[0]).toBe('a failed');
    post.answers.clear();
    post.outbox.resume();
    post.outbox.retry('a');
    await post.wait();
    expect(post.states()).toContain('a sent');
  });

  it('holds back what can be undone, and sends what follows', async () => {
    post.outbox.resume();
    post.outbox.add(remove('x'), 5_000);
    post.outbox.add(remove('y'), 5_000);
    post.outbox.add(say('a'));
    await post.wait(4_900);
    expect(post.sent).toEqual(['a']);
    expect(post.outbox.undo('delete x')).toBe(true);
    await post.wait(200);
    expect(post.sent).toEqual(['a', 'delete y']);
    expect(post.outbox.undo('delete y')).toBe(false);
    post.outbox.settle();
    await post.wait();
    expect((await post.store.list()).map((it) => it.key)).toEqual(['a']);
  });

  it('takes nothing back that is on its way, and says so', async () => {
    let lose = (): void => undefined;
    post.answers.set('x', new Promise((_, reject) => (lose = () => reject(new UnansweredError()))));
    post.outbox.resume();
    post.outbox.add(remove('x'), 5_000);
    await post.wait(5_000);
    expect([post.states(), post.outbox.undo('delete x')]).toEqual([['x sending'], false]);
    lose();
    await post.wait();
    expect([post.states(), post.outbox.undo('delete x')]).toEqual([['x waiting'], true]);
  });

  it('holds nothing up where the clock goes back', async () => {
    post.answers.set('a', problem('busy'));
    post.outbox.resume();
    post.outbox.add(say('a'));
    post.outbox.add(remove('x'), 5_000);
    await post.wait();
    post.answers.clear();
    vi.setSystemTime(Date.now() - 3_600_000);
    await post.wait(6_000);
    expect(post.sent).toEqual(['a', 'a', 'delete x']);
  });

  it('sends a hundred that were written quickly, each once and in order', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `m${n}`);
    post.outbox.resume();
    for (const id of ids) post.outbox.add(say(id));
    for (let turn = 0; post.sent.length < ids.length && turn < 100; turn += 1) await post.wait();
    expect(post.sent).toEqual(ids);
  });

  it('fails what was acknowledged and could not be stored after all', async () => {
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    const error = problem('not_found').problem;
    post.outbox.reject({ conversation_id: 'den', id: 'a', change: 'send', error });
    await post.wait();
    expect(await post.store.list()).toMatchObject([{ key: 'a', state: 'failed' }]);
  });

  it('sends an acknowledged message that never showed once more', async () => {
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    post.outbox.settle();
    await post.wait();
    expect(post.sent).toEqual(['a', 'a']);
  });
});
