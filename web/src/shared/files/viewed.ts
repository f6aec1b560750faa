/**
 * Which picture is looked at: kept in the history, so that the way back puts the picture away and
 * does not leave the conversation. It is no address: nobody is sent there.
 */
import { useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router';

export interface Viewed {
  readonly message_id: string;
  readonly file_id: string;
}

const KEY = 'viewed';

export function useViewed(): Viewed | null {
  return viewedIn(useLocation().state);
}

/** Shows a picture over everything. */
export function useView(): (viewed: Viewed) => void {
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  return useCallback(
    (viewed) => void navigate({ pathname, search }, { state: { ...state, [KEY]: viewed } }),
    [navigate, pathname, search, state],
  );
}

/** What an older version left in the history is none. */
function viewedIn(state: unknown): Viewed | null {
  const viewed: unknown = Object(state)[KEY];
  const { message_id, file_id } = Object(viewed);
  return typeof message_id === 'string' && typeof file_id === 'string'
    ? { message_id, file_id }
    : null;
}
