/** The server's name and one's own, and behind them what concerns oneself. */
import { ChevronDown, LogOut, Settings, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useServer } from '@/shared/api/use-server';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { useMe } from '@/shared/people/use-me';
import { places, WITHIN } from '@/shared/place';
import { Avatar } from '@/shared/ui/avatar';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';
import styles from './sidebar.module.css';

/** Loaded with the settings, which ask it too, when there is nothing else to do; or when it is wanted. */
const asking = new Part(async () => {
  const { LogOutQuestion } = await import('@/shared/session/log-out-question');
  return { LogOutQuestion };
});

export function AccountMenu() {
  const say = useSay();
  const navigate = useNavigate();
  const me = useMe();
  const server = useServer().data?.name ?? '';
  const [isLeaving, setIsLeaving] = useState(false);
  const part = useCell(asking.loaded);
  const leave = (): void => {
    void asking.load();
    setIsLeaving(true);
  };
  const go = (place: string) => () => void navigate(place, { state: WITHIN });
  const mayInvite = me?.role === 'owner' || me?.role === 'admin';
  const trigger = (
    <button className={styles['account']} type="button">
      <Avatar user={me} />
      <span className={styles['names']}>
        <bdi className={styles['server']}>{server}</bdi>
        <bdi className={styles['me']}>{me?.display_name}</bdi>
      </span>
      <span className="only-heard">{say('sidebar.account')}</span>
      <ChevronDown aria-hidden className={styles['more']} size={16} />
    </button>
  );
  return (
    <>
      <Menu align="start" trigger={trigger}>
        <MenuItem icon={Settings} onSelect={go(places.settings)}>
          {say('place.settings')}
        </MenuItem>
        {mayInvite && (
          <MenuItem icon={UserPlus} onSelect={go(places.invites)}>
            {say('sidebar.invite')}
          </MenuItem>
        )}
        <MenuItem icon={LogOut} onSelect={leave}>
          {say('sidebar.logout')}
        </MenuItem>
      </Menu>
      {part instanceof Object && (
        <part.LogOutQuestion isOpen={isLeaving} onOpenChange={setIsLeaving} />
      )}
    </>
  );
}
