/** All emoji by the words of the language that is spoken; loaded once, when they are wanted first. */
import { useLingui } from '@lingui/react';
import { useQuery } from '@tanstack/react-query';
import { loadCatalogue } from './catalogue';

export function useCatalogue(isWanted = true) {
  const { i18n } = useLingui();
  return useQuery({
    queryKey: ['emoji', i18n.locale],
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => await loadCatalogue(i18n.locale),
  });
}
