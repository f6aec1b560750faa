/** The server's name and one's own: the button of what concerns oneself. */
import { ChevronDown } from 'lucide-react';
import { useServer } from '@/shared/api/use-server';
import { useSay } from '@/shared/i18n/i18n';
import { Part } from '@/shared/part';
import { StatusSign } from '@/shared/people/status-sign';
import { useMe } from '@/shared/people/use-me';
import { Avatar } from '@/shared/ui/avatar';
import { LaterMenu } from '@/shared/ui/later-menu';
import styles from './sidebar.module.css';

export const accountMenu = new Part(async () => {
  const { AccountMenu } = await import('./account-menu');
  return { AccountMenu };
});

export function Account() {
  const say = useSay();
  const me = useMe();
  const server = useServer().data?.name ?? '';
  const trigger = (
    <button className={styles['account']} type="button">
      <Avatar user={me} />
      <span className={styles['names']}>
        <bdi className={styles['server']}>{server}</bdi>
        <span className={styles['me']}>
          <bdi>{me?.display_name}</bdi> <StatusSign user={me} />
        </span>
      </span>
      <span className="only-heard">{say('sidebar.account')}</span>
      <ChevronDown aria-hidden className={styles['more']} size={16} />
    </button>
  );
  return (
    <LaterMenu part={accountMenu} trigger={trigger}>
      {(loaded, state) => <loaded.AccountMenu {...state} trigger={trigger} />}
    </LaterMenu>
  );
}
