import { useLingui } from '@lingui/react';
import type { Message } from '../api/wire';
import { eventText, peopleIn } from '../i18n/event-text';
import { useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { usePeople } from './use-person';

/** A system message in words; the empty text where there is none. */
export function useEventText(message: Message | null): string {
  const say = useSay();
  const { i18n } = useLingui();
  const { user_id } = useMessenger();
  const ids = message?.kind === 'system' ? peopleIn(message) : [];
  const people = usePeople(ids);
  if (message?.kind !== 'system') return '';
  const nameOf = (id: string): string => people[ids.indexOf(id)]?.display_name ?? '…';
  const list = (names: readonly string[]): string =>
    new Intl.ListFormat(i18n.locales ?? i18n.locale).format(names);
  return eventText(message, say, { user_id, nameOf, list });
}
