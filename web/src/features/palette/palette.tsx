/** People, conversations and all that can be done, found by typing a part of their names. Loaded when it is called. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { User } from '@/shared/api/wire';
import { isCalled } from '@/shared/directory/is-called';
import { useFoundPeople } from '@/shared/directory/use-found-people';
import { useMakeConversation } from '@/shared/directory/use-make-conversation';
import { type Findable, Finder } from '@/shared/finder/finder';
import { ConversationSign } from '@/shared/finder/sign';
import { useFoundConversations } from '@/shared/finder/use-found-conversations';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { partnerOf } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import styles from './palette.module.css';
import { useFoundActions } from './use-found-actions';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** As long as nothing is typed. */
const FEW = 7;

export function Palette({ isOpen, onClose }: Props) {
  // What was typed is gone with it.
  return isOpen ? <Open onClose={onClose} /> : null;
}

function Open({ onClose }: Pick<Props, 'onClose'>) {
  const say = useSay();
  const [text, setText] = useState('');
  const conversations = useConversations(text, onClose);
  const { items: people, problem } = usePeopleToWriteTo(text, onClose);
  const actions = useFoundActions(text, onClose);
  const groups = [
    { name: say('palette.conversations'), items: conversations },
    { name: say('palette.people'), items: people },
    { name: say('palette.actions'), items: actions },
  ];
  return (
    <Finder
      groups={groups}
      label={say('palette.label')}
      none={say('palette.none')}
      note={
        problem && (
          <p className={styles['problem']} role="alert">
            {problemText(problem, say)}
          </p>
        )
      }
      onClose={onClose}
      onText={setText}
      text={text}
    />
  );
}

function useConversations(text: string, onClose: () => void): readonly Findable[] {
  const navigate = useNavigate();
  const found = useFoundConversations(text);
  return found.slice(0, text === '' ? FEW : undefined).map(({ conversation, title }) => ({
    id: conversation.id,
    words: title,
    detail: conversation.topic ?? undefined,
    picture: <ConversationSign conversation={conversation} />,
    choose: () => {
      onClose();
      void navigate(places.conversation(conversation.id));
    },
  }));
}

/** Those with whom there is no conversation of two yet: the others are found by that. */
function usePeopleToWriteTo(
  text: string,
  onClose: () => void,
): { items: readonly Findable[]; problem: Error | null } {
  const { user_id, mirror } = useMessenger();
  const { found, isOld } = useFoundPeople(text);
  const { mutate, error } = useMakeConversation();
  const isWanted = text.trim() !== '';
  const partners = new Set(mirror.views.get().map((it) => partnerOf(it.conversation, user_id)));
  const isNew = ({ id, disabled }: User): boolean =>
    id !== user_id && !disabled && !partners.has(id);
  // What was found for other words may hold somebody who is not meant.
  const isMeant = (user: User): boolean => isNew(user) && (!isOld || isCalled(user, text));
  const items = (isWanted ? (found.data ?? []) : []).filter(isMeant).map((user) => ({
    id: user.id,
    words: user.display_name,
    detail: `@${user.username}`,
    picture: <Avatar size="small" user={user} />,
    choose: () => mutate({ kind: 'direct', member_ids: [user.id] }, onClose),
  }));
  return { items, problem: error };
}
