/** The people of a conversation: found, brought in, and each with what can be done. */
import { UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isCalled } from '@/shared/directory/is-called';
import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { useBlocked } from '@/shared/people/use-block';
import { Button } from '@/shared/ui/button';
import { Failed } from '@/shared/ui/notice';
import { SearchField } from '@/shared/ui/search-field';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import { useKeptFocus, useReturnedFocus } from '@/shared/ui/use-focus';
import { useCell } from '@/shared/use-cell';
import { AddPeople } from './add-people';
import type { May } from './may';
import { MemberRow } from './member-row';
import styles from './members.module.css';
import { Problem } from './problem';
import { useActs } from './use-acts';
import { useMembers } from './use-members';

interface Props {
  readonly room: Room;
  readonly may: May;
}

/** Fewer are seen at a glance. */
const SEARCHED_FROM = 9;

export function MemberList({ room, may }: Props) {
  const say = useSay();
  const { conversation } = useCell(room.view);
  const { members, list } = useMembers(room);
  const acts = useActs(conversation.id);
  const blocked = useBlocked();
  const [text, setText] = useState('');
  const [isAdding, setIsAdding] = useState(false);
  const adding = useReturnedFocus<HTMLButtonElement>(isAdding);
  const rows = useKeptFocus<HTMLUListElement>();
  const { fetchNextPage, hasNextPage, isFetching, isError } = members;
  const isSearching = text.trim() !== '';
  // What is not fetched yet can't be searched.
  const needsMore = isSearching && hasNextPage && !isFetching && !isError;
  useEffect(() => {
    if (needsMore) void fetchNextPage();
  }, [needsMore, fetchNextPage]);
  const shown = list.filter((it) => isCalled(it.user, text));
  const count = conversation.members_count;
  return (
    <section aria-label={say('members.people')} className={styles['people']}>
      <div className={styles['heading']}>
        <h3>{say('channels.size', { count })}</h3>
        {may.add && !isAdding && (
          <Button look="quiet" onClick={() => setIsAdding(true)} ref={adding}>
            <UserPlus aria-hidden size={16} strokeWidth={1.75} />
            {say('members.add')}
          </Button>
        )}
      </div>
      {isAdding && <AddPeople members={list} onDone={() => setIsAdding(false)} room={room} />}
      {count >= SEARCHED_FROM && (
        <SearchField label={say('members.search')} onChange={setText} value={text} />
      )}
      <Problem error={acts.error} />
      {members.isPending && <Skeleton rows={Math.min(count, 6)} />}
      {isError && list.length === 0 && (
        <Failed error={members.error} onRetry={() => void members.refetch()} />
      )}
      <span className="only-heard" role="status">
        {isSearching && !isFetching && say('directory.found', { count: shown.length })}
      </span>
      {isSearching && shown.length === 0 && !isFetching && (
        <p className={styles['nobody']}>{say('directory.nobody', { text: text.trim() })}</p>
      )}
      <ul ref={rows}>
        {shown.map((it) => (
          <MemberRow
            acts={acts}
            conversation={conversation}
            isBlocked={blocked.has(it.user.id)}
            key={it.user.id}
            may={may}
            member={it}
          />
        ))}
      </ul>
      <ShowMore isAuto more={members} />
    </section>
  );
}
