// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleMessage } from '@/shared/api/wire';
import type { Upload } from '@/shared/uploads/upload';
import { message } from './messages';
import { ComposerStage, turn } from './model/composer-stage';
import { problem } from './model/stage';

const LEAF: Upload = {
  id: 'leaf',
  conversation_id: 'den',
  name: 'leaf.txt',
  size: 3,
  type: 'text/plain',
  state: 'done',
  sent: 3,
  file: {
    id: 'kept leaf',
    name: 'leaf.txt',
    size: 3,
    content_type: 'text/plain',
    sha256: '',
    width: null,
    height: null,
    thumbhash: null,
  },
  done_at: Date.now(),
};

describe('what is sent later', () => {
  const stage = new ComposerStage();
  let wanted: ScheduleMessage[];
  /** Lets the server answer. */
  let answers: () => void;

  beforeEach(() => {
    stage.begin();
    wanted = [];
    const answered = new Promise<void>((resolve) => {
      answers = resolve;
    });
    stage.onScheduled = async (asked) => {
      wanted.push(asked);
      await answered;
      return Response.json({ ...asked, attachments: [], created_at: asked.send_at });
    };
  });
  afterEach(async () => await stage.end());

  async function has(...uploads: Upload[]): Promise<void> {
    await stage.messenger.uploads.refresh();
    act(() => stage.messenger.uploads.all.set(uploads));
    await turn();
  }

  async function choosesTomorrow(): Promise<void> {
    await userEvent.click(screen.getByRole('button', { name: 'Send later' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Tomorrow at / }));
    await turn();
  }

  async function isAnswered(): Promise<void> {
    answers();
    await turn();
  }

  it('waits until its files are there', async () => {
    await stage.open();
    await has({ ...LEAF, state: 'sending' });
    expect(screen.getByRole('button', { name: 'Send later' })).toBeDisabled();
    await has(LEAF);
    expect(screen.getByRole('button', { name: 'Send later' })).toBeEnabled();
  });

  it('takes its files with it, and leaves an answer that is nothing but a file', async () => {
    await stage.open();
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await has(LEAF);
    await choosesTomorrow();
    expect(wanted).toMatchObject([{ body: '', reply_to: 'm1', attachment_ids: ['kept leaf'] }]);
    await isAnswered();
    expect(await screen.findByText(/^It will be sent on /)).toBeVisible();
    expect(stage.messenger.uploads.all.get()).toEqual([]);
    expect(stage.scene.writing.get()).toEqual({ name: 'new' });
  });

  it('is taken from the composer also where one has gone elsewhere meanwhile', async () => {
    await userEvent.type(await stage.open(), 'The heron comes at six');
    await has(LEAF);
    await choosesTomorrow();
    cleanup();
    await isAnswered();
    expect(stage.messenger.drafts.of('den').get()).toBeNull();
    expect(stage.messenger.uploads.all.get()).toEqual([]);
  });

  it('leaves what was typed meanwhile, which is another message', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'Six');
    await choosesTomorrow();
    await userEvent.type(field, ' or seven');
    await isAnswered();
    expect(field.value).toBe('Six or seven');
  });

  it('leaves its files to a message that has been sent with them meanwhile', async () => {
    await userEvent.type(await stage.open(), 'Six');
    await has(LEAF);
    await choosesTomorrow();
    await userEvent.click(stage.send());
    expect(stage.sent()).toMatchObject([{ kind: 'send', uploads: ['leaf'] }]);
    await isAnswered();
    expect(stage.messenger.uploads.all.get()).toMatchObject([{ id: 'leaf' }]);
  });

  it('says that files have to go up once more which the server has no more', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'Six');
    await has({ ...LEAF, done_at: Date.now() - 24 * 3_600_000 });
    await choosesTomorrow();
    expect(await screen.findByText(/^The files have to go up once more/)).toBeVisible();
    expect(wanted).toEqual([]);

    await has(LEAF);
    const errors = [{ field: 'attachment_ids', code: 'unknown', detail: 'no file' }];
    stage.onScheduled = () => Response.json(problem('invalid_field', errors), { status: 422 });
    await choosesTomorrow();
    expect(await screen.findByText(/^The files have to go up once more/)).toBeVisible();
    expect(stage.messenger.uploads.all.get()).toMatchObject([{ id: 'leaf', state: 'waiting' }]);
    expect(field.value).toBe('Six');
  });
});
