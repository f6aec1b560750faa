/** What concerns oneself. Loaded by `account.tsx` alone. */
import {
  Bookmark,
  CalendarClock,
  Keyboard,
  LogOut,
  Settings,
  SmilePlus,
  SquareChevronRight,
  UserPlus,
} from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useNavigate } from 'react-router';
import { called } from '@/shared/called';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { useMe } from '@/shared/people/use-me';
import { places, WITHIN } from '@/shared/place';
import { isTouch } from '@/shared/touch';
import type { MenuState } from '@/shared/ui/later-menu';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';

/** Loaded with the settings, which ask it too, when there is nothing else to do; or when it is wanted. */
const asking = new Part(async () => {
  const { LogOutQuestion } = await import('@/shared/account/log-out-question');
  return { LogOutQuestion };
});

interface Props extends MenuState {
  readonly trigger: ReactElement<Record<string, unknown>>;
}

export function AccountMenu({ trigger, ...state }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const me = useMe();
  const [isLeaving, setIsLeaving] = useState(false);
  const part = useCell(asking.loaded);
  const leave = (): void => {
    void asking.load();
    setIsLeaving(true);
  };
  const go = (place: string) => () => void navigate(place, { state: WITHIN });
  const mayInvite = me?.role === 'owner' || me?.role === 'admin';
  return (
    <>
      <Menu align="start" trigger={trigger} {...state}>
        <MenuItem icon={SmilePlus} onSelect={() => called.set('status')}>
          {say('status.set')}
        </MenuItem>
        <MenuItem icon={Bookmark} onSelect={go(places.saved)}>
          {say('acts.saved')}
        </MenuItem>
        <MenuItem icon={CalendarClock} onSelect={go(places.scheduled)}>
          {say('later.all')}
        </MenuItem>
        <MenuItem icon={Settings} onSelect={go(places.settings)}>
          {say('place.settings')}
        </MenuItem>
        <MenuItem icon={SquareChevronRight} onSelect={() => called.set('palette')}>
          {say('acts.palette')}
        </MenuItem>
        {!isTouch() && (
          <MenuItem icon={Keyboard} onSelect={() => called.set('shortcuts')}>
            {say('acts.shortcuts')}
          </MenuItem>
        )}
        {mayInvite && (
          <MenuItem icon={UserPlus} onSelect={go(places.invites)}>
            {say('acts.invite')}
          </MenuItem>
        )}
        <MenuItem icon={LogOut} onSelect={leave}>
          {say('acts.logout')}
        </MenuItem>
      </Menu>
      {part instanceof Object && (
        <part.LogOutQuestion isOpen={isLeaving} onOpenChange={setIsLeaving} />
      )}
    </>
  );
}
