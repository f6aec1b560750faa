/** Several people at once, in the order of their ids; null for each who is not known yet. */
import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import type { User } from '@/shared/api/wire';
import { useMessenger } from '@/shared/services';

export function usePeople(ids: readonly string[]): readonly (User | null)[] {
  const { people } = useMessenger();
  // The same ids in another array are the same people.
  const key = ids.join(' ');
  const cells = useMemo(
    () => (key === '' ? [] : key.split(' ').map((id) => people.person(id))),
    [people, key],
  );
  const held = useRef<readonly (User | null)[]>([]);
  const get = useCallback(() => {
    const users = cells.map((it) => it.get());
    const isSame =
      users.length === held.current.length && users.every((it, at) => it === held.current[at]);
    if (!isSame) held.current = users;
    return held.current;
  }, [cells]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = cells.map((it) => it.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    [cells],
  );
  return useSyncExternalStore(subscribe, get);
}
