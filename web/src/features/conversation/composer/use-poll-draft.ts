/** What was typed of a poll and not asked: kept as a draft, beside that of the place. */
import { useState } from 'react';
import type { Draft } from '@/shared/drafts/draft';
import { useScene } from '../scene';
import { fieldsOf, isEnding, type NewPoll, optionsOf } from './new-poll';

/** `begun`: what was typed of the question before. */
export function usePollDraft(begun: string) {
  const { messenger, place_id } = useScene();
  const { drafts } = messenger;
  const name = `${place_id}/poll`;
  const [written, setWritten] = useState(() => taken(drafts.of(name).get(), begun));
  return {
    written,
    change: (part: Partial<NewPoll>): void => {
      const next = { ...written, ...part };
      setWritten(next);
      drafts.put(draftOf(name, begun, next));
    },
    /** Now: one may come back at once. */
    keep: (): void => drafts.flush(),
    done: (): void => drafts.erase(name),
  };
}

/** What is typed now goes before the question that was kept, unless that began with it. */
function taken(draft: Draft | null, begun: string): NewPoll {
  const { text = '', poll } = draft ?? {};
  const isSame = begun.trim() === '' || poll?.begun === begun;
  const { options = [], multiple = false, ending = '' } = poll ?? {};
  return {
    question: poll && isSame ? text : begun,
    fields: fieldsOf(options),
    multiple,
    ending: isEnding(ending) ? ending : 'never',
  };
}

function draftOf(conversation_id: string, begun: string, written: NewPoll): Draft {
  const { question, fields, multiple, ending } = written;
  const options = optionsOf(fields);
  const isUntouched = question === begun && options.length === 0 && !multiple;
  if (isUntouched && ending === 'never') return { conversation_id, text: '' };
  return { conversation_id, text: question, poll: { begun, options, multiple, ending } };
}
