// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import { type Scene, SceneProvider } from '@/features/conversation/scene';
import { useFailureText } from '@/features/conversation/timeline/use-failures';
import type { Message } from '@/shared/api/wire';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { message } from './messages';
import { english } from './model/english';

const POLL = { options: ['Tea', 'Coffee'], multiple: false, ends_at: null };
const ASKED = message(1, 1, { id: 'asked', poll: POLL });
const SAID = message(2, 2, { id: 'said' });

async function textOf(change: Change): Promise<string> {
  const i18n = await english();
  const byId = (id: string): Message | undefined => [ASKED, SAID].find((it) => it.id === id);
  const scene = { byId } as Scene;
  const around = ({ children }: { readonly children: ReactNode }) => (
    <I18nProvider i18n={i18n}>
      <SceneProvider value={scene}>{children}</SceneProvider>
    </I18nProvider>
  );
  const { result } = renderHook(useFailureText, { wrapper: around });
  return result.current({ key: 'k', state: 'failed', change } as Entry);
}

const reaction = (id: string, emoji: string): Change => {
  return { kind: 'react', conversation_id: 'den', id, change_id: 'k', emoji, on: true };
};

it('a vote that was not saved is called one, and a reaction what it is', async () => {
  expect(await textOf(reaction('asked', '1️⃣'))).toMatch(/^Your vote was not saved\./u);
  expect(await textOf(reaction('asked', '🎉'))).toMatch(/^Your reaction was not saved\./u);
  expect(await textOf(reaction('said', '1️⃣'))).toMatch(/^Your reaction was not saved\./u);
});
