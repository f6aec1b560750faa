// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScheduledLine } from '@/features/conversation/composer/scheduled-line';
import { type Scene, SceneProvider } from '@/features/conversation/scene';
import { ScheduledPage } from '@/features/scheduled/scheduled-page';
import type { ScheduledMessage } from '@/shared/api/wire';
import { ScheduledDialog } from '@/shared/scheduled/scheduled-dialog';
import { Stage } from './model/stage';

const BEANS: ScheduledMessage = {
  id: 'beans',
  conversation_id: 'garden',
  thread_id: null,
  reply_to: null,
  body: 'The **beans** want water',
  attachments: [],
  send_at: '2126-01-02T09:00:00.000Z',
  created_at: '2026-01-01T00:00:00.000Z',
  failed: null,
};
const FAILED: ScheduledMessage = { ...BEANS, id: 'lost', body: 'Too late', failed: 'forbidden' };

afterEach(cleanup);

describe('what is sent later', () => {
  let waiting: ScheduledMessage[];
  let asked: [string, unknown][];
  const stage = (): Promise<Stage> => show(waiting);

  async function show(all: ScheduledMessage[]): Promise<Stage> {
    const stage = new Stage();
    await stage.show(<ScheduledPage />, {
      'GET /api/scheduled': () => ({ scheduled: all }),
      'PUT /api/scheduled/beans': (body) => {
        asked.push(['put', body]);
        return { ...BEANS, ...(body as object) };
      },
      'DELETE /api/scheduled/beans': () => {
        asked.push(['delete', null]);
        waiting.length = 0;
        return null;
      },
    });
    return stage;
  }

  beforeEach(() => {
    waiting = [BEANS];
    asked = [];
  });

  it('says so where there is nothing', async () => {
    waiting = [];
    await stage();
    expect(await screen.findByText(/^Nothing is scheduled/)).toBeVisible();
  });

  it('shows first what could not be sent, and why', async () => {
    waiting = [BEANS, FAILED];
    await stage();
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('It could not be sent: You may not do that.');
    expect(rows[1]).toHaveTextContent('The beans want water');
  });

  it('is sent at once, in its place and with its words', async () => {
    await stage();
    await userEvent.click(await screen.findByRole('button', { name: 'More for this message' }));
    const before = Date.now();
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Send now' }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const [[, body]] = asked as [[string, { send_at: string }]];
    expect(body).toMatchObject({ conversation_id: 'garden', body: BEANS.body });
    expect(Date.parse(body.send_at)).toBeGreaterThanOrEqual(before);
  });

  it('is changed in its text', async () => {
    await stage();
    await userEvent.click(await screen.findByRole('button', { name: 'More for this message' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit text and time' }));
    const field = await screen.findByLabelText('Message');
    expect(field).toHaveValue(BEANS.body);
    fireEvent.change(field, { target: { value: 'The peas' } });
    fireEvent.change(screen.getByLabelText('Date and time'), {
      target: { value: inAnHour() },
    });
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.[1]).toMatchObject({ body: 'The peas' });
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('has files, which stay when it is changed, and then needs no text', async () => {
    const file = {
      id: 'leaf',
      name: 'leaf.txt',
      size: 3,
      content_type: 'text/plain',
      sha256: '',
      width: null,
      height: null,
      thumbhash: null,
    };
    waiting = [{ ...BEANS, attachments: [file] }];
    await stage();
    expect(await screen.findByText('leaf.txt')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'More for this message' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit text and time' }));
    fireEvent.change(await screen.findByLabelText('Message'), { target: { value: '' } });
    fireEvent.change(screen.getByLabelText('Date and time'), { target: { value: inAnHour() } });
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.[1]).toMatchObject({ body: '', attachment_ids: ['leaf'] });
  });

  it('keeps what was changed and not saved, until it is', async () => {
    const { drafts } = await stage();
    const edit = async (): Promise<HTMLElement> => {
      await userEvent.click(await screen.findByRole('button', { name: 'More for this message' }));
      await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit text and time' }));
      return await screen.findByLabelText('Message');
    };
    fireEvent.change(await edit(), { target: { value: 'The peas want' } });
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(await edit()).toHaveValue('The peas want');
    fireEvent.change(screen.getByLabelText('Date and time'), { target: { value: inAnHour() } });
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(drafts.of('scheduled/beans').get()).toBeNull();
  });

  it('is deleted after a question', async () => {
    await stage();
    await userEvent.click(await screen.findByRole('button', { name: 'More for this message' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    expect(asked).toEqual([]);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(await screen.findByText(/^Nothing is scheduled/)).toBeVisible();
    expect(asked).toEqual([['delete', null]]);
  });

  it('names no conversation that one has left', async () => {
    waiting = [{ ...FAILED, failed: 'not_found' }];
    await stage();
    expect(await screen.findByText('A conversation that you left')).toBeVisible();
  });

  it('says that it goes all the same while one is offline', async () => {
    const shown = await stage();
    await screen.findByRole('listitem');
    act(() => shown.online.set({ name: 'offline', since: Date.now() }));
    expect(screen.getByText(/What is scheduled is sent all the same/)).toBeVisible();
  });
});

describe('the line where it is sent', () => {
  const show = async (scheduled: ScheduledMessage[], thread: object | null = null) => {
    const scene = { conversation_id: 'garden', thread } as unknown as Scene;
    await new Stage().show(
      <SceneProvider value={scene}>
        <ScheduledLine />
      </SceneProvider>,
      { 'GET /api/scheduled': () => ({ scheduled }) },
    );
  };

  it('says how much waits here, and for when', async () => {
    const later = { ...BEANS, id: 'peas', send_at: '2126-02-02T09:00:00.000Z' };
    const other = { ...BEANS, id: 'attic', conversation_id: 'attic' };
    const inThread = { ...BEANS, id: 'reply', thread_id: 'beans' };
    await show([later, BEANS, other, inThread]);
    const line = await screen.findByRole('link', { name: /^2 messages scheduled, the next for / });
    expect(line).toHaveTextContent(/Jan .*2126/);
    expect(line).toHaveAttribute('href', '/scheduled');
  });

  it('says in a thread what waits there', async () => {
    await show([BEANS, { ...BEANS, id: 'reply', thread_id: 'beans' }], { thread_id: 'beans' });
    expect(await screen.findByText(/^1 message scheduled for /)).toBeVisible();
  });

  it('says first that something could not be sent', async () => {
    await show([BEANS, FAILED]);
    expect(await screen.findByText('1 scheduled message could not be sent')).toBeVisible();
  });
});

describe('the time that is asked for', () => {
  it('lies ahead', async () => {
    const onSet = vi.fn();
    const at = new Date(Date.now() + 60 * 60 * 1000);
    await new Stage().show(
      <ScheduledDialog at={at} error={null} isBusy={false} onClose={vi.fn()} onSet={onSet} />,
    );
    const field = screen.getByLabelText('Date and time');
    fireEvent.change(field, { target: { value: '2020-01-01T00:00' } });
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a time ahead');
    expect(field).toBeInvalid();
    expect(onSet).not.toHaveBeenCalled();
    fireEvent.change(field, { target: { value: inAnHour() } });
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(onSet).toHaveBeenCalledOnce();
  });
});

function inAnHour(): string {
  const at = new Date(Date.now() + 2 * 60 * 60 * 1000);
  const zone = at.getTimezoneOffset() * 60_000;
  return new Date(at.getTime() - zone).toISOString().slice(0, 16);
}
