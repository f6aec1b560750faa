// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { type Scene, SceneProvider } from '@/features/conversation/scene';
import { useLeave } from '@/features/conversation/use-conversation-acts';
import { Cell } from '@/shared/cell';
import { Stage } from './model/stage';

it('whoever leaves a conversation leaves no files for it on this device', async () => {
  const cancel = vi.fn();
  const uploads = [
    { id: 'a', conversation_id: 'den' },
    { id: 'b', conversation_id: 'attic' },
  ];
  const messenger = {
    user_id: 'ana',
    drafts: { erase: vi.fn() },
    outbox: { entries: new Cell([]) },
    uploads: { all: new Cell(uploads), cancel },
  };
  const scene = { messenger, conversation_id: 'den' } as unknown as Scene;
  function Leaving() {
    const leave = useLeave();
    return <button aria-label="leave" onClick={() => leave.mutate()} type="button" />;
  }
  const answers = { 'DELETE /api/conversations/den/members/ana': () => ({}) };
  await new Stage().show(
    <SceneProvider value={scene}>
      <Leaving />
    </SceneProvider>,
    answers,
  );
  fireEvent.click(screen.getByRole('button'));
  await waitFor(() => expect(messenger.drafts.erase).toHaveBeenCalledWith('den'));
  expect(cancel.mock.calls).toEqual([['a']]);
});
