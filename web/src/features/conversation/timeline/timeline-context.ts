/** What every row needs; it never changes while a conversation is open, so no row is drawn for it. */
import { createContext, useContext } from 'react';
import type { MessageActions } from './message-actions';

const Context = createContext<MessageActions | null>(null);

export const ActionsProvider = Context.Provider;

export function useActions(): MessageActions {
  const actions = useContext(Context);
  if (!actions) throw new Error('no list of messages above');
  return actions;
}
