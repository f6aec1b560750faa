// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { choose, chosenNow } from '@/features/conversation/timeline/choose';
import { ChosenBar } from '@/features/conversation/timeline/chosen-bar';
import { chosenWords } from '@/features/conversation/timeline/chosen-words';
import type { Conversation, Me, Message, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { Room } from '@/shared/mirror/room';
import { People } from '@/shared/people/people';
import { MessengerProvider } from '@/shared/services';
import { Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';
import { english } from './model/english';

const person = (id: string, display_name: string) => ({ id, display_name }) as User;

describe('several messages', () => {
  let scene: Scene;
  let messenger: Messenger;
  let add: ReturnType<typeof vi.fn>;
  let held: Message[];
  const at = (seq: number): Message => held[seq - 1] ?? message(seq, seq);
  const chosen = (): number[] => chosenNow(scene).map((it) => it.seq);

  beforeEach(async () => {
    held = messages(1, 6).map((it) => ({ ...it, sender_id: it.seq > 4 ? 'ben' : 'ana' }));
    held[2] = message(3, 3, { kind: 'system', body: null });
    const page = { messages: held, has_more_before: false, has_more_after: false };
    const timeline = new Timeline('den', 'ana', () => Promise.resolve(page));
    const people = new People(() => Promise.resolve([]));
    people.learn([person('ana', 'Ana'), person('ben', 'Ben')]);
    add = vi.fn();
    const outbox = { add, entries: new Cell([]) };
    messenger = { user_id: 'ana', people, outbox } as unknown as Messenger;
    const conversation = { id: 'den', kind: 'group', last_seq: 6, rev: 6 } as Conversation;
    scene = new Scene(
      messenger,
      new Room(timeline, 'ana', conversation, { role: 'member' } as Me, 1),
    );
    await timeline.load({});
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  async function show(): Promise<void> {
    render(
      <I18nProvider i18n={await english()}>
        <MessengerProvider value={messenger}>
          <SceneProvider value={scene}>
            <ChosenBar />
          </SceneProvider>
        </MessengerProvider>
      </I18nProvider>,
    );
  }

  it('are chosen one by one, or all between two, and the last one less ends it', () => {
    choose(scene, at(5));
    choose(scene, at(1));
    expect(chosen()).toEqual([1, 5]);
    choose(scene, at(4), true);
    // What the conversation tells is nobody's words.
    expect(chosen()).toEqual([1, 2, 4, 5]);
    for (const seq of [1, 2, 4, 5]) choose(scene, at(seq));
    expect(scene.chosen.get()).toBeNull();
  });

  it('are a hundred at most', () => {
    for (let seq = 11; seq <= 130; seq += 1) choose(scene, message(seq, seq));
    expect(chosen()).toHaveLength(100);
  });

  it('are none that were deleted meanwhile', () => {
    choose(scene, at(1));
    choose(scene, at(2));
    scene.room.timeline.catchUp(7, [message(1, 7, { deleted_at: 'x', body: null })]);
    expect(chosen()).toEqual([2]);
  });

  it('are copied with who said what and when, in their order; a single one as it is', () => {
    const as = { nameOf: (id: unknown) => String(id), timeOf: () => '9:41' };
    expect(chosenWords([at(1)], as)).toBe('1 as of 1');
    expect(chosenWords([at(1), at(5)], as)).toBe('ana, 9:41\n1 as of 1\n\nben, 9:41\n5 as of 5');
  });

  it('are taken along together', async () => {
    choose(scene, at(2));
    choose(scene, at(1));
    await show();
    expect(screen.getByRole('status')).toHaveTextContent('2 messages selected');
    await userEvent.click(screen.getByRole('button', { name: 'Forward' }));
    expect(scene.forwarding.get()?.map((it) => it.seq)).toEqual([1, 2]);
  });

  it('are deleted where all of them are one’s own, and never with others’', async () => {
    choose(scene, at(1));
    choose(scene, at(2));
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const question = await screen.findByRole('alertdialog');
    await userEvent.click(within(question).getByRole('button', { name: 'Delete' }));
    expect(add.mock.calls.map(([it]) => [it.kind, it.id])).toEqual([
      ['delete', 'm1'],
      ['delete', 'm2'],
    ]);
    expect(scene.chosen.get()).toBeNull();
    cleanup();
    choose(scene, at(1));
    choose(scene, at(5));
    await show();
    expect(screen.getByRole('button', { name: 'You can delete only your own' })).toBeDisabled();
  });

  it('are let go of by Escape', async () => {
    choose(scene, at(1));
    await show();
    screen.getByRole('button', { name: 'Forward' }).focus();
    await userEvent.keyboard('{Escape}');
    expect(scene.chosen.get()).toBeNull();
  });

  it('where nothing can be copied it is said', async () => {
    vi.stubGlobal('navigator', {});
    document.execCommand = () => false;
    choose(scene, at(1));
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Copy text' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('nothing be copied');
  });
});
