/** Where conversations begin: with people, or a channel for whoever wants to come. */
import { Tabs } from 'radix-ui';
import { useLocation, useSearchParams } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { KIND } from '@/shared/place';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Page } from '@/shared/ui/page';
import { ChannelForm } from './channel-form';
import { PeopleForm } from './people-form';
import styles from './start.module.css';

export function StartPage() {
  const say = useSay();
  const [query, setQuery] = useSearchParams();
  const { state } = useLocation();
  const kind = query.get(KIND) === 'channel' ? 'channel' : 'people';
  const choose = (next: string): void => {
    setQuery(next === 'channel' ? { [KIND]: next } : {}, { replace: true, state });
  };
  return (
    <Page title={say('start.title')}>
      <Tabs.Root className={styles['tabs']} onValueChange={choose} value={kind}>
        <Tabs.List aria-label={say('start.kind')} className={styles['kinds']}>
          <Tabs.Trigger className={styles['kind']} value="people">
            {say('start.people')}
          </Tabs.Trigger>
          <Tabs.Trigger className={styles['kind']} value="channel">
            {say('start.channel')}
          </Tabs.Trigger>
        </Tabs.List>
        <OfflineNote words={(time) => say('start.offline', { time })} />
        {/* Both stay, so that what was typed does. */}
        <Tabs.Content className={styles['content']} forceMount tabIndex={-1} value="people">
          <PeopleForm />
        </Tabs.Content>
        <Tabs.Content className={styles['content']} forceMount tabIndex={-1} value="channel">
          <ChannelForm />
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}
