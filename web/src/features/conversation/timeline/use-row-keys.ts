/** What the keys do to the message that has the focus; those that move are the list's. */
import { type KeyboardEvent, useCallback } from 'react';
import type { Opened } from './action-bar';
import { type MessageActions, undoable } from './message-actions';
import type { Row } from './row';
import { useActions } from './timeline-context';

type Key = (actions: MessageActions, row: Row, open: (opened: Opened) => void) => void;

const KEYS: Readonly<Record<string, Key>> = {
  r: (actions, { message }) => actions.reply(message),
  e: (actions, { message }) => {
    if (actions.isOwn(message)) actions.edit(message);
  },
  f: (actions, { message }) => actions.forward(message),
  Delete: (actions, { message }) => {
    if (actions.mayDelete(message)) actions.delete(message);
  },
  '+': (_actions, _row, open) => open('palette'),
  Enter: (_actions, _row, open) => open('menu'),
};

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
      const key = KEYS[event.key];
      if (deletion && event.key === 'Enter') actions.undo(deletion);
      else if (key && actions.isOpen(row)) key(actions, row, open);
      else return;
      event.preventDefault();
    },
    [actions, row, open],
  );
}
