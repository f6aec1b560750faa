/** What can be done from anywhere, as the palette shows it. */
import {
  Bell,
  Bookmark,
  CalendarClock,
  Compass,
  Files,
  Keyboard,
  type LucideIcon,
  MonitorSmartphone,
  Moon,
  PenSquare,
  Pin,
  Search,
  Settings,
  SmilePlus,
  Sun,
  SunMoon,
  UserPlus,
  Users,
} from 'lucide-react';
import { matchSorter } from 'match-sorter';
import { useMatch, useNavigate } from 'react-router';
import { called } from '@/shared/called';
import type { Findable } from '@/shared/finder/finder';
import { Sign } from '@/shared/finder/sign';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { useKeyName } from '@/shared/keys';
import { useMe } from '@/shared/people/use-me';
import { PANEL, places, SEARCH, SEARCH_IN } from '@/shared/place';
import { theme } from '@/shared/ui/looks';

interface Action {
  readonly name: TextName;
  readonly icon: LucideIcon;
  readonly keys?: readonly string[];
  readonly act: () => void;
}

export function useFoundActions(text: string, onClose: () => void): readonly Findable[] {
  const say = useSay();
  const nameOf = useKeyName();
  const actions = useActions(text.trim());
  const all = actions.map(({ name, icon, keys, act }) => ({
    id: name,
    words: say(name, { text: text.trim() }),
    picture: <Sign icon={icon} />,
    ...(keys ? { keys: keys.map(nameOf) } : {}),
    choose: () => {
      onClose();
      act();
    },
  }));
  const found = matchSorter(all, text.trim(), {
    keys: ['words'],
    baseSort: (a, b) => a.index - b.index,
  });
  // Whatever was typed may be something that somebody said.
  const search = all.filter((it) => text.trim() !== '' && it.id === 'palette.search_for');
  return [...found.filter((it) => it.id !== 'palette.search_for'), ...search];
}

function useActions(text: string): readonly Action[] {
  const navigate = useNavigate();
  const me = useMe();
  const conversation_id = useMatch('/c/:id/*')?.params['id'];
  const go = (place: string) => () => void navigate(place);
  const beside = (query: Record<string, string>) => () =>
    void navigate({ search: new URLSearchParams(query).toString() });
  const here: readonly Action[] =
    conversation_id === undefined
      ? []
      : [
          { name: 'palette.members', icon: Users, act: beside({ [PANEL]: 'members' }) },
          { name: 'palette.pins', icon: Pin, act: beside({ [PANEL]: 'pins' }) },
          { name: 'palette.files', icon: Files, act: beside({ [PANEL]: 'files' }) },
          {
            name: 'palette.search_here',
            icon: Search,
            act: beside({ [SEARCH]: text, [SEARCH_IN]: conversation_id }),
          },
        ];
  const mayInvite = me?.role === 'owner' || me?.role === 'admin';
  const invite: readonly Action[] = mayInvite
    ? [{ name: 'palette.invite', icon: UserPlus, act: go(places.invites) }]
    : [];
  return [
    { name: 'palette.start', icon: PenSquare, act: go(places.start) },
    { name: 'palette.channels', icon: Compass, act: go(places.channels) },
    { name: 'palette.saved', icon: Bookmark, act: go(places.saved) },
    { name: 'later.all', icon: CalendarClock, act: go(places.scheduled) },
    {
      name: 'palette.search',
      icon: Search,
      keys: ['Ctrl', 'Shift', 'F'],
      act: beside({ [SEARCH]: '' }),
    },
    { name: 'palette.search_for', icon: Search, act: beside({ [SEARCH]: text }) },
    ...here,
    ...invite,
    { name: 'status.set', icon: SmilePlus, act: () => called.set('status') },
    { name: 'palette.settings', icon: Settings, act: go(places.settings) },
    { name: 'palette.notifications', icon: Bell, act: go(places.notifications) },
    { name: 'palette.sessions', icon: MonitorSmartphone, act: go(places.sessions) },
    { name: 'palette.light', icon: Sun, act: () => theme.choose('light') },
    { name: 'palette.dark', icon: Moon, act: () => theme.choose('dark') },
    { name: 'palette.system', icon: SunMoon, act: () => theme.choose('system') },
    {
      name: 'palette.shortcuts',
      icon: Keyboard,
      keys: ['Ctrl', '/'],
      act: () => called.set('shortcuts'),
    },
  ];
}
