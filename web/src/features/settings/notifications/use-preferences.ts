/** What one is told of on all devices: shown as chosen at once, and as it was where it isn't saved. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import type { NotifyPreferences } from '@/shared/api/wire';
import type { Notifying } from '@/shared/notify/notifying';
import { useServices } from '@/shared/services';

const KEY = ['notify-preferences'] as const;

export function usePreferences(notifying: Notifying) {
  const { api } = useServices();
  const queries = useQueryClient();
  const held = useQuery({
    queryKey: KEY,
    queryFn: async () => expect(await api.GET('/api/notifications/preferences')),
  });
  const save = useMutation({
    // One after the other, each with all that was chosen before.
    mutationKey: KEY,
    scope: { id: KEY[0] },
    mutationFn: async (body: NotifyPreferences) =>
      expect(await api.PUT('/api/notifications/preferences', { body })),
    onMutate: async (wanted) => {
      await queries.cancelQueries({ queryKey: KEY });
      const before = queries.getQueryData<NotifyPreferences>(KEY);
      queries.setQueryData(KEY, wanted);
      return { before };
    },
    onSuccess: (kept) => {
      notifying.preferences.set(kept);
      // What was chosen after it is shown already, and on its way.
      if (queries.isMutating({ mutationKey: KEY }) <= 1) queries.setQueryData(KEY, kept);
    },
    onError: (_error, _wanted, held) => queries.setQueryData(KEY, held?.before),
  });
  return { held, save };
}
