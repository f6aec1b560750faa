import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noticeOf } from '../src/worker/notice';
import { type Payload, readPayload } from '../src/worker/payload';
import { answerTo, type Files, removeOlder, takeFiles } from '../src/worker/shell';
import { targetOf } from '../src/worker/target';
import { sayIn } from '../src/worker/words';

const MESSAGE = {
  kind: 'message',
  conversation_id: 'c',
  seq: 7,
  title: 'Garden',
  sender: 'Ben',
  body: 'The beans are up.',
  files: 0,
  icon: '/api/files/f/thumbnail?size=480',
  unread: 1,
  badge: 4,
  at: '2026-01-01T12:00:00.000Z',
  high: true,
} as const satisfies Payload;

describe('what is pushed', () => {
  it('is read as the server writes it', () => {
    expect(readPayload(JSON.stringify(MESSAGE))).toEqual(MESSAGE);
    expect(readPayload('{"kind":"test"}')).toEqual({ kind: 'test' });
  });

  it('has no marks, of which a notification shows nothing', () => {
    const bodies = [
      ['**The beans** are `up`.', 'The beans are up.'],
      ['> *See* [the garden](https://snug.example)', 'See the garden'],
      ['***', '***'],
    ];
    for (const [body, expected] of bodies) {
      const payload = readPayload(JSON.stringify({ ...MESSAGE, body }));
      expect(payload).toMatchObject({ body: expected });
    }
  });

  it('is nothing where it cannot be read', () => {
    const { title: _, ...untitled } = MESSAGE;
    const texts = ['', 'no JSON', 'null', '[]', '{}', '{"kind":"later"}', JSON.stringify(untitled)];
    for (const text of [undefined, ...texts]) expect(readPayload(text), text).toBeNull();
  });
});

describe('a notification', () => {
  const say = sayIn('en', []);

  it('says the message, and takes the place of the one before', () => {
    const { title, options } = noticeOf(MESSAGE, say, 'ana');
    expect(title).toBe('Ben in Garden');
    expect(options).toMatchObject({
      body: 'The beans are up.',
      icon: MESSAGE.icon,
      tag: 'c',
      renotify: true,
      timestamp: Date.parse(MESSAGE.at),
      data: { conversation_id: 'c', seq: 7, person: 'ana' },
    });
    expect(targetOf(options.data)).toEqual({ conversation_id: 'c', seq: 7, person: 'ana' });
  });

  it('is the same whatever the clock of its device says', () => {
    const expected = noticeOf(MESSAGE, say, 'ana');
    vi.useFakeTimers();
    for (const now of ['1970-01-01T00:00:00Z', '2000-01-01T00:00:00Z', '2099-12-31T23:59:59Z']) {
      vi.setSystemTime(new Date(now));
      expect(noticeOf(MESSAGE, say, 'ana'), now).toEqual(expected);
    }
    vi.useRealTimers();
  });

  it('counts what waits in its conversation, and has an icon of its own where there is no picture', () => {
    const { title, options } = noticeOf({ ...MESSAGE, unread: 3, icon: null }, say, null);
    expect(title).toBe('Ben in Garden · 3 unread');
    expect(options.icon).toBe('/icon-192.png');
  });

  it('is in the language of its device, but for names and what was written', () => {
    const wordsIn = (language: string, payload: object) => {
      const { title, options } = noticeOf({ ...MESSAGE, ...payload }, sayIn(language, []), null);
      return [title, options.body];
    };
    const { sender: _, ...direct } = { ...MESSAGE, title: 'Ben' };
    expect(wordsIn('fr', {})).toEqual(['Ben dans Garden', 'The beans are up.']);
    expect(wordsIn('de', { body: '', files: 2 })).toEqual(['Ben in Garden', '2 Dateien']);
    expect(noticeOf({ ...direct, body: '', files: 1 }, sayIn('de', []), null)).toMatchObject({
      title: 'Ben',
      options: { body: 'Datei' },
    });
    expect(noticeOf({ ...direct, title: 'Snug', body: '' }, sayIn('es', []), null)).toMatchObject({
      title: 'Snug',
      options: { body: 'Mensaje nuevo' },
    });
  });

  it('says something even where there is nothing to say', () => {
    expect(noticeOf(null, say, 'ana').options.body).toBe('Something is new in Snug.');
    expect(noticeOf({ ...MESSAGE, at: 'soon' }, say, null).options.timestamp).toBeUndefined();
    expect(targetOf(noticeOf(null, say, 'ana').options.data)).toBeNull();
  });

  it('speaks the language that was chosen, or that of the browser', () => {
    const test = (chosen: string | null, ...wanted: readonly string[]) =>
      sayIn(chosen, wanted)('worker.reply');
    expect(test('de', 'en-GB')).toBe('Antworten');
    expect(test(null, 'nl', 'de-AT')).toBe('Antworten');
    expect(test('en', 'de')).toBe('Reply');
    expect(test(null, 'nl')).toBe('Reply');
  });
});

describe('a worker that is asked for files', () => {
  const ORIGIN = 'https://snug.example';
  const held: Record<string, string> = { '/': 'kept page', '/assets/a.js': 'kept script' };
  const files: Files = {
    has: (path) => path in held,
    get: (path) => Promise.resolve(path in held ? new Response(held[path]) : undefined),
  };
  let fetched: ReturnType<typeof vi.fn<() => Promise<Response>>>;

  beforeEach(() => {
    vi.useFakeTimers();
    fetched = vi.fn(() => Promise.resolve(new Response('fresh')));
    vi.stubGlobal('fetch', fetched);
    vi.stubGlobal('location', new URL(ORIGIN));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  /** `mode` is the browser's to set. */
  function asked(path: string, mode = 'navigate', method = 'GET'): Request {
    const request = new Request(new URL(path, ORIGIN), { method });
    Object.defineProperty(request, 'mode', { value: mode });
    return request;
  }
  const text = async (request: Request) => await (await answerTo(request, files))?.text();

  it('leaves what people say alone, and all that is not its own', () => {
    for (const path of [
      '/api/conversations',
      '/api/files/f/thumbnail?size=480',
      '/socket.io/?EIO=4',
      '/assets/of-another-version.js',
      '/elsewhere.json',
    ]) {
      expect(answerTo(asked(path, 'cors'), files), path).toBeNull();
    }
    for (const path of ['/api/docs', '/api', '/metrics', '/hooks/secret', '/.well-known/x']) {
      expect(answerTo(asked(path), files), path).toBeNull();
    }
    expect(answerTo(asked('/', 'navigate', 'POST'), files)).toBeNull();
    expect(answerTo(asked('https://other.example/assets/a.js', 'cors'), files)).toBeNull();
  });

  it('gives what it has of this version without asking', async () => {
    expect(await text(asked('/assets/a.js', 'cors'))).toBe('kept script');
    expect(fetched).not.toHaveBeenCalled();
  });

  it("gives the server's page where the server answers", async () => {
    for (const path of ['/', '/c/one/7', '/settings', '/apiary']) {
      expect(await text(asked(path)), path).toBe('fresh');
    }
  });

  it('gives the page that it has where nobody answers, or only a proxy', async () => {
    fetched.mockRejectedValue(new TypeError('offline'));
    expect(await text(asked('/c/one'))).toBe('kept page');
    fetched.mockResolvedValue(new Response('bad gateway', { status: 502 }));
    expect(await text(asked('/c/one'))).toBe('kept page');
    fetched.mockResolvedValue(new Response('too many', { status: 429 }));
    expect(await text(asked('/c/one'))).toBe('too many');
  });

  it('waits a moment for the page, and longer where it is loaded once more', async () => {
    fetched.mockReturnValue(new Promise(() => undefined));
    const answers: (string | undefined)[] = [];
    void text(asked('/c/one')).then((it) => answers.push(it));
    const again = asked('/c/two');
    Object.defineProperty(again, 'cache', { value: 'no-cache' });
    void text(again).then((it) => answers.push(`again: ${it}`));
    await vi.advanceTimersByTimeAsync(100);
    expect(answers).toEqual(['kept page']);
    await vi.advanceTimersByTimeAsync(2_800);
    expect(answers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(answers).toEqual(['kept page', 'again: kept page']);
  });
});

describe('the files of a version', () => {
  const shell = {
    version: 'new',
    script: '/assets/new.js',
    files: ['/assets/new.js', '/icon.svg'],
  };
  let page: string;
  let kept: Map<string, string[]>;

  beforeEach(() => {
    page = '<script type="module" src="/assets/new.js"></script>';
    kept = new Map([
      ['snug:old', ['/']],
      ['of others', ['/']],
    ]);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(page)));
    vi.stubGlobal(
      'Request',
      class {
        readonly url: string;
        constructor(path: string) {
          this.url = path;
        }
      },
    );
    vi.stubGlobal('caches', {
      keys: () => Promise.resolve([...kept.keys()]),
      delete: (name: string) => Promise.resolve(kept.delete(name)),
      open: (name: string) => {
        const paths = kept.get(name) ?? [];
        kept.set(name, paths);
        return Promise.resolve({
          addAll: (all: { url: string }[]) =>
            Promise.resolve(paths.push(...all.map((it) => it.url))),
          put: (path: string) => Promise.resolve(paths.push(path)),
        });
      },
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('are taken with their page, beside those that are in use', async () => {
    await takeFiles(shell);
    expect(kept.get('snug:new')).toEqual(['/assets/new.js', '/icon.svg', '/']);
    expect(kept.get('snug:old')).toEqual(['/']);
  });

  it('are not taken where the page is of another version', async () => {
    page = '<script type="module" src="/assets/newer.js"></script>';
    await expect(takeFiles(shell)).rejects.toThrow(/another version/);
    expect(kept.has('snug:new')).toBe(false);
  });

  it('go when nothing uses them any more, and what is not ours stays', async () => {
    await takeFiles(shell);
    await removeOlder(shell);
    expect([...kept.keys()]).toEqual(['of others', 'snug:new']);
  });
});
