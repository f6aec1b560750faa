/** What the keys do to the message that has the focus; those that move are the list's. */
import { type KeyboardEvent, useCallback } from 'react';
import { letterOf } from '@/shared/letter-of';
import type { Opened } from './action-bar';
import { choose } from './choose';
import { type MessageActions, undoable } from './message-actions';
import type { Row } from './row';
import { useActions } from './timeline-context';

type Key = (actions: MessageActions, row: Row, open: (opened: Opened) => void) => void;

const KEYS: Readonly<Record<string, Key>> = {
  r: (actions, { message }) => actions.reply(message),
  t: (actions, { message }) => {
    if (actions.mayThread(message)) actions.replyInThread(message);
  },
  e: (actions, { message }) => {
    if (actions.isOwn(message)) actions.edit(message);
  },
  p: (actions, { message }) => {
    if (actions.mayPin()) actions.pin(message);
  },
  s: (actions, { message }) => actions.save(message),
  f: (actions, { message }) => actions.forward(message),
  x: chooseIt,
  Delete: deleteIt,
  // What a laptop of Apple calls Delete.
  Backspace: deleteIt,
  '+': (_actions, _row, open) => open('palette'),
  Enter: (_actions, _row, open) => open('menu'),
};

/** While several are chosen. */
const CHOOSING: Readonly<Record<string, Key>> = {
  x: chooseIt,
  ' ': chooseIt,
  Enter: chooseIt,
  Escape: (actions) => actions.scene.chosen.set(null),
};

function chooseIt(actions: MessageActions, { message }: Row): void {
  choose(actions.scene, message);
}

function deleteIt(actions: MessageActions, { message }: Row): void {
  if (actions.mayDelete(message)) actions.delete(message);
}

export function useRowKeys(
  row: Row,
  open: (opened: Opened) => void,
): (event: KeyboardEvent<HTMLElement>) => void {
  const actions = useActions();
  return useCallback(
    (event) => {
      const isOurs = event.target === event.currentTarget;
      if (!isOurs || event.ctrlKey || event.metaKey || event.altKey) return;
      const deletion = undoable(row);
      const keys = actions.scene.chosen.get() ? CHOOSING : KEYS;
      const key = keys[event.key] ?? keys[letterOf(event) ?? ''];
      if (deletion && event.key === 'Enter') actions.undo(deletion);
      else if (key && actions.isOpen(row)) key(actions, row, open);
      else return;
      event.preventDefault();
    },
    [actions, row, open],
  );
}
