import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import { eraseUserDatabase } from '@/shared/storage/user-database';
import { Dock, file, message, problem, STORES } from './model/dock';
import { memoryUploadStore } from './model/memory-uploads';

describe.each(Object.keys(STORES))('uploads that do not go through in %s', (kind) => {
  let dock: Dock;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    dock = new Dock((STORES[kind] ?? memoryUploadStore)());
    dock.uploads = await dock.open();
    dock.uploads.connected();
  });
  afterEach(() => void vi.useRealTimers());

  it('stop when paused, stay so after a reload, and go on when told to', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    dock.uploads.pause(id);
    await dock.wait();
    expect(dock.asked[0]?.signal.aborted).toBe(true);
    expect(dock.states()).toEqual(['a paused']);
    dock.uploads = await dock.open();
    dock.uploads.connected();
    await dock.wait();
    expect(dock.states()).toEqual(['a paused']);
    dock.uploads.resume(id);
    await dock.wait();
    expect(dock.asked[1]?.parcel.file_id).toBe('file a');
  });

  it('try again by themselves where nobody answers, later each time, and at once on a new connection', async () => {
    dock.add('a');
    await dock.wait();
    dock.asked[0]?.fail(new UnansweredError('cut off'));
    await dock.wait(400);
    expect(dock.asked).toHaveLength(1);
    await dock.wait(700);
    expect(dock.asked).toHaveLength(2);
    dock.asked[1]?.fail(problem('locked'));
    await dock.wait();
    dock.uploads.disconnected();
    await dock.wait(60_000);
    expect(dock.asked).toHaveLength(2);
    dock.uploads.connected();
    await dock.wait();
    expect(dock.asked).toHaveLength(3);
  });

  it('fail where the server doesn’t want them, with its word, until somebody tries again', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.fail(problem('quota_exceeded'));
    await dock.wait(60_000);
    expect(dock.asked).toHaveLength(1);
    expect(dock.uploads.prepare(message([id]))).toMatchObject({ code: 'quota_exceeded' });
    dock.uploads.again(message([id]));
    await dock.wait();
    expect(dock.asked).toHaveLength(2);
    expect(dock.uploads.prepare(message([id]))).toBe('waiting');
  });

  it('that are too large are not even begun', async () => {
    const [upload] = dock.uploads.add('den', [file('large', 101)], 100);
    await dock.wait();
    expect(upload?.problem?.code).toBe('too_large');
    expect(dock.asked).toEqual([]);
    // Somebody comes back to the page, as from the window in which it was chosen.
    await dock.uploads.refresh();
    expect(dock.states()).toEqual(['large failed']);
  });

  it('are tried more and more seldom where their bytes go up for nothing', async () => {
    dock.add('a');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await dock.wait(30_000);
      dock.asked.at(-1)?.hear.moved(3);
      dock.asked.at(-1)?.fail(new UnansweredError('a proxy without a server'));
    }
    const before = dock.asked.length;
    await dock.wait(10_000);
    expect(dock.asked).toHaveLength(before);
    // It gets further than ever: that is another matter.
    await dock.wait(30_000);
    dock.asked.at(-1)?.hear.moved(4);
    dock.asked.at(-1)?.fail(new UnansweredError('cut off'));
    await dock.wait(1_000);
    expect(dock.asked).toHaveLength(before + 2);
  });

  it('go up once more where their message is refused since the server doesn’t have them', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    dock.asked[0]?.arrive('file a');
    await dock.wait();
    const { problem: refused } = problem('validation');
    const errors = [{ field: 'attachment_ids', code: 'unknown', detail: '' }];
    dock.uploads.again(message([id]), { ...refused, errors });
    expect(dock.uploads.prepare(message([id]))).toBe('waiting');
    await dock.wait();
    expect(dock.asked[1]?.parcel.file_id).toBeUndefined();
  });

  it('go up once more, from the beginning, where the server has thrown them away since', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    dock.asked[0]?.arrive('file a');
    await dock.wait();
    vi.setSystemTime(Date.now() + 21 * 3_600_000);
    expect(dock.uploads.prepare(message([id]))).toBe('waiting');
    await dock.wait();
    expect(dock.asked[1]?.parcel.file_id).toBeUndefined();
  });

  it('whose bytes are gone say so', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.uploads.stop();
    vi.spyOn(dock.store, 'bytes').mockResolvedValue(undefined);
    dock.uploads = await dock.open();
    dock.uploads.connected();
    await dock.wait();
    expect(dock.uploads.prepare(message([id]))).toMatchObject({ code: 'upload_lost' });
    expect(dock.uploads.prepare(message(['of another device']))).toMatchObject({
      code: 'upload_lost',
    });
  });
});
