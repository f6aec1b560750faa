import { useLingui } from '@lingui/react';
import type { Message } from '../api/wire';
import { eventText, isEvent, peopleIn } from '../i18n/event-text';
import { useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { usePeople } from './use-person';

/** What happened, in words; the empty text where a message is somebody's own words. */
export function useEventText(message: Message | null): string {
  const say = useSay();
  const { i18n } = useLingui();
  const { user_id } = useMessenger();
  const event = message && isEvent(message) ? message : null;
  const ids = event ? peopleIn(event) : [];
  const people = usePeople(ids);
  if (!event) return '';
  const nameOf = (id: string): string => people[ids.indexOf(id)]?.display_name ?? '…';
  const list = (names: readonly string[]): string =>
    new Intl.ListFormat(i18n.locales ?? i18n.locale).format(names);
  return eventText(event, say, { user_id, nameOf, list });
}
