// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { useReader } from '@/features/conversation/timeline/use-reader';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { conversation, openScreen } from './model/told-screen';

function Conversation() {
  const messenger = useMessenger();
  useCell(messenger.mirror.views);
  const room = messenger.mirror.room('den');
  return (
    room && (
      <SceneProvider value={new Scene(messenger, room)}>
        <Quote />
      </SceneProvider>
    )
  );
}

function Quote() {
  const { onShow } = useReader(undefined);
  return (
    <button onClick={() => onShow(7)} type="button">
      {'What is answered'}
    </button>
  );
}

async function follow(isNarrow: boolean, at: string): Promise<string> {
  const nothing = () => undefined;
  const media = { matches: isNarrow, addEventListener: nothing, removeEventListener: nothing };
  vi.stubGlobal('matchMedia', () => media);
  const rooms = [{ conversation: conversation('den') }];
  const stage = await openScreen({ screen: <Conversation />, answer: () => null, at, rooms });
  await userEvent.setup().click(await screen.findByRole('button'));
  return stage.address();
}

describe('a message that is answered', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('is shown beside what is open', async () => {
    expect(await follow(false, '/c/den?panel=members')).toBe('/c/den/7?panel=members');
    cleanup();
    expect(await follow(false, '/c/den?search=tea&in=den')).toBe('/c/den/7?search=tea&in=den');
  });

  it('is shown where a panel would cover it', async () => {
    expect(await follow(true, '/c/den?panel=members')).toBe('/c/den/7');
  });
});
