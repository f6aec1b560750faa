/** Which conversation it is, what it is about, who is here, and what can be done with all of it. */
import { Search, Users } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { BESIDE, PANEL, SEARCH, SEARCH_IN } from '@/shared/place';
import { PlaceTitle } from '@/shared/place-title';
import { BackLink } from '@/shared/ui/back-link';
import { IconButton } from '@/shared/ui/icon-button';
import styles from './conversation-header.module.css';
import { HeaderLine } from './header-line';
import { MoreAbout } from './more-about';
import { MutedSign } from './muted-sign';
import { useScene } from './scene';
import { useHeading } from './use-heading';

export function ConversationHeader() {
  const say = useSay();
  const { conversation_id } = useScene();
  const conversation = useHeading();
  const title = useTitle(conversation);
  const [, setQuery] = useSearchParams();
  const open = (name: string, value: string): void => {
    setQuery((query) => {
      for (const other of BESIDE) query.delete(other);
      query.set(name, value);
      if (name === SEARCH) query.set(SEARCH_IN, conversation_id);
      return query;
    });
  };
  const members = say('conversation.members', { count: conversation.members_count });
  return (
    <header className={styles['header']}>
      <BackLink />
      <div className={styles['names']}>
        <h1 className={styles['title']}>
          <bdi>{title}</bdi>
        </h1>
        <HeaderLine conversation={conversation} members={members} />
      </div>
      <MutedSign />
      {conversation.kind !== 'direct' && (
        <span className={styles['members']}>
          <IconButton icon={Users} label={members} onClick={() => open(PANEL, 'members')} />
        </span>
      )}
      <IconButton
        icon={Search}
        label={say('conversation.search')}
        onClick={() => open(SEARCH, '')}
      />
      <MoreAbout onPanel={(name) => open(PANEL, name)} title={title} />
      <PlaceTitle title={title} />
    </header>
  );
}
