import type { User } from '../api/wire';
import { useMessenger, useServices } from '../services';
import { useCell } from '../use-cell';
import { usePerson } from './use-person';

/** Oneself: as the session began, until something newer is known. */
export function useMe(): User | null {
  const session = useCell(useServices().session.state);
  const told = usePerson(useMessenger().user_id);
  const held = 'user' in session ? session.user : null;
  if (!(told && held)) return held ?? told;
  return told.updated_at > held.updated_at ? told : held;
}
