/** What the address calls beside the place: the members of a conversation, or what was found. */
import { lazy, Suspense } from 'react';
import { useMatch, useSearchParams } from 'react-router';
import { PANEL, SEARCH } from '@/shared/place';
import { Skeleton } from '@/shared/ui/skeleton';

const MembersPanel = lazy(async () => {
  const { MembersPanel } = await import('@/features/members/members-panel');
  return { default: MembersPanel };
});
const SearchPanel = lazy(async () => {
  const { SearchPanel } = await import('@/features/search/search-panel');
  return { default: SearchPanel };
});

export function SidePanel({ className }: { readonly className: string }) {
  const [query, setQuery] = useSearchParams();
  const conversation_id = useMatch('/c/:id/*')?.params['id'];
  const close = (): void => {
    setQuery((held) => {
      held.delete(PANEL);
      held.delete(SEARCH);
      return held;
    });
  };
  const isSearch = query.has(SEARCH);
  const isMembers = query.get(PANEL) === 'members' && conversation_id !== undefined;
  if (!(isSearch || isMembers)) return null;
  return (
    <div className={className}>
      <Suspense fallback={<Skeleton />}>
        {isSearch ? (
          <SearchPanel conversation_id={conversation_id} onClose={close} />
        ) : (
          <MembersPanel conversation_id={conversation_id ?? ''} onClose={close} />
        )}
      </Suspense>
    </div>
  );
}
