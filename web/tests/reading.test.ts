import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { Cell } from '@/shared/cell';
import type { Attention } from '@/shared/reading/attention';
import { ReadMarks } from '@/shared/reading/read-marks';
import { Viewing } from '@/shared/reading/viewing';

let attention: Cell<Attention>;
let asked: unknown[];
let fault: Error | null;

const ask = async <T>(it: T): Promise<{ read_seq: number }> => {
  await Promise.resolve();
  asked.push(it);
  if (fault) throw fault;
  return { read_seq: 0 };
};
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  attention = new Cell<Attention>('here');
  asked = [];
  fault = null;
});
afterEach(() => void vi.useRealTimers());

describe('what one has read', () => {
  const read = (seq: number, conversation_id = 'den') => ({ conversation_id, seq });
  let marks: ReadMarks;
  beforeEach(() => {
    marks = new ReadMarks(ask, attention);
  });
  afterEach(() => marks.stop());

  it('is what was on the screen, said at once and then once a second', async () => {
    marks.seen('den', 3);
    await wait(0);
    expect(asked).toEqual([read(3)]);
    marks.seen('den', 4);
    marks.seen('den', 9);
    await wait(900);
    expect(asked).toEqual([read(3)]);
    await wait(100);
    expect(asked).toEqual([read(3), read(9)]);
  });

  it('only goes forwards', async () => {
    marks.seen('den', 9);
    await wait(2_000);
    marks.seen('den', 5);
    marks.seen('den', 9);
    await wait(2_000);
    expect(asked).toEqual([read(9)]);
  });

  it('is nothing that came while nobody looked', async () => {
    attention.set('visible');
    marks.seen('den', 3);
    await wait(2_000);
    expect(asked).toEqual([]);
    attention.set('here');
    await wait(0);
    expect(asked).toEqual([read(3)]);
  });

  it('is nothing of a conversation that was left', async () => {
    attention.set('away');
    marks.seen('den', 3);
    marks.left();
    attention.set('here');
    await wait(2_000);
    expect(asked).toEqual([]);
  });

  it('is said with the next connection, where there was none', async () => {
    fault = new UnansweredError('offline');
    marks.seen('den', 3);
    await wait(0);
    marks.left();
    marks.seen('pub', 7);
    await wait(5_000);
    fault = null;
    asked = [];
    marks.connected();
    await wait(1_000);
    expect(asked).toEqual([read(3), read(7, 'pub')]);
    marks.connected();
    await wait(1_000);
    expect(asked).toHaveLength(2);
  });

  it('is said again where the server had no time for it, and whatever the clock says', async () => {
    const busy = { type: '', title: '', status: 503, code: 'busy', detail: '' } as const;
    fault = new ProblemError(busy);
    marks.seen('den', 3);
    await wait(0);
    fault = null;
    vi.setSystemTime(Date.now() - 3_600_000);
    await wait(1_000);
    expect(asked).toEqual([read(3), read(3)]);
    await wait(5_000);
    expect(asked).toHaveLength(2);
  });

  it('is not said again where the server said no', async () => {
    fault = new ProblemError({
      type: '',
      title: '',
      status: 404,
      code: 'not_found',
      detail: '',
    });
    marks.seen('den', 3);
    await wait(0);
    marks.connected();
    await wait(2_000);
    expect(asked).toEqual([read(3)]);
  });
});

describe('what one is looking at', () => {
  const view = (conversation_id: string | null) => ({ conversation_id });
  let viewing: Viewing;
  beforeEach(() => {
    viewing = new Viewing(ask, attention);
  });
  afterEach(() => viewing.stop());

  it('is told when it changes, and again every half a minute', async () => {
    const leave = viewing.open('den');
    await wait(60_000);
    expect(asked).toEqual([view('den'), view('den'), view('den')]);
    leave();
    await wait(60_000);
    expect(asked.slice(3)).toEqual([view(null)]);
  });

  it('is nothing while the page is not visible', async () => {
    viewing.open('den');
    expect(viewing.looked_at.get()).toBe('den');
    attention.set('visible');
    expect(viewing.looked_at.get()).toBeNull();
    attention.set('away');
    await wait(60_000);
    expect(asked).toEqual([view('den'), view(null)]);
    attention.set('here');
    await wait(0);
    expect(asked.at(-1)).toEqual(view('den'));
  });

  it('goes on to the next without a word in between', async () => {
    const leave = viewing.open('den');
    viewing.open('pub');
    leave();
    await wait(0);
    expect(asked).toEqual([view('den'), view('pub')]);
  });

  it('is told to every new connection', async () => {
    viewing.open('den');
    viewing.connected();
    await wait(0);
    expect(asked).toEqual([view('den'), view('den')]);
  });
});
