/** Whom one may mention in the open conversation. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { expect } from '@/shared/api/client';
import type { User } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { useServices } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import { useSettled } from '@/shared/use-settled';
import { useScene } from '../scene';
import { useHeading } from '../use-heading';
import { type Candidate, matching } from './matching';

/** A page of members at most: where there are more, people are looked for by what is typed. */
const PAGE = 200;
/** In larger conversations only owners mention everybody. */
const MOST_EVERYBODY = 50;
const FRESH_MS = 60_000;
const SETTLED_MS = 150;

export interface Mentioned extends Candidate {
  readonly id: string;
  readonly username: string;
  /** Null for those who are everybody. */
  readonly user: User | null;
}

/** `query`: null while nobody is being mentioned, so that nothing is fetched. */
export function useMentionable(query: string | null): readonly Mentioned[] {
  const { messenger } = useScene();
  const { kind, member_ids, members_count } = useHeading();
  // Of a small conversation everybody is known.
  const ids = member_ids?.length === members_count ? member_ids : null;
  const known = usePeople(query === null ? [] : (ids ?? []));
  const members = useMembers(query !== null && ids === null);
  const found = useFound(members_count > PAGE ? query : null);
  const everybody = useEverybody();
  return useMemo(() => {
    if (query === null) return [];
    const users = new Map<string, User>();
    for (const user of [...known, ...members, ...found]) if (user) users.set(user.id, user);
    users.delete(messenger.user_id);
    const people = [...users.values()].filter((it) => !it.disabled).map(mentioned);
    return matching(kind === 'direct' ? people : [...people, ...everybody], query);
  }, [query, known, members, found, everybody, kind, messenger]);
}

function useMembers(isWanted: boolean): readonly User[] {
  const { api } = useServices();
  const { conversation_id } = useScene();
  const answer = useQuery({
    queryKey: ['mentionable', conversation_id],
    enabled: isWanted,
    staleTime: FRESH_MS,
    queryFn: async ({ signal }) => {
      const params = { path: { id: conversation_id }, query: { limit: PAGE } };
      const got = await api.GET('/api/conversations/{id}/members', { params, signal });
      return expect(got).members.map((it) => it.user);
    },
  });
  return answer.data ?? NOBODY;
}

function useFound(query: string | null): readonly User[] {
  const { api } = useServices();
  const wanted = useSettled(query ?? '', SETTLED_MS);
  const answer = useQuery({
    queryKey: ['mentionable people', wanted],
    enabled: query !== null && wanted !== '',
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const params = { query: { query: wanted } };
      return expect(await api.GET('/api/users', { params, signal })).users;
    },
  });
  return answer.data ?? NOBODY;
}

/** The words for everybody, for those who may say them. */
function useEverybody(): readonly Mentioned[] {
  const say = useSay();
  const { room } = useScene();
  const isOwner = usePicked(room.view, ({ me }) => me.role === 'owner');
  const isSmall = useHeading().members_count <= MOST_EVERYBODY;
  const may = isOwner || isSmall;
  return useMemo(() => {
    if (!may) return [];
    const of = (username: string, name: string) => ({ id: username, username, name, user: null });
    return [of('all', say('mention.all')), of('here', say('mention.here'))];
  }, [may, say]);
}

const NOBODY: readonly User[] = [];

function mentioned(user: User): Mentioned {
  return { id: user.id, username: user.username, name: user.display_name, user };
}
