/** Messages with these words and of this kind, the newest first, page by page. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { expect } from '@/shared/api/client';
import { useServices } from '@/shared/services';
import { asked, type Filters } from './filters';

/** Going to a hit and back shows the same list. */
const FRESH_MS = 60_000;

/** Whether there is anything to ask. */
export function isAsked(words: string, filters: Filters): boolean {
  // Where to look is not yet what for.
  const { in: _, ...rest } = filters;
  return words !== '' || Object.keys(rest).length > 0;
}

export function useSearch(words: string, filters: Filters, staleTime = FRESH_MS) {
  const { api } = useServices();
  const found = useInfiniteQuery({
    queryKey: ['search', words, filters],
    enabled: isAsked(words, filters),
    placeholderData: keepPreviousData,
    staleTime,
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = {
        ...(words === '' ? {} : { query: words }),
        ...asked(filters),
        ...(cursor === '' ? {} : { cursor }),
      };
      return expect(await api.GET('/api/search', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((it) => it.hits),
  });
  // A page can be empty and not the last; nobody is to press a button for nothing.
  const { data, fetchNextPage, hasNextPage, isFetching, isError } = found;
  const goesOn = data?.length === 0 && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  return found;
}

export type Found = ReturnType<typeof useSearch>;
