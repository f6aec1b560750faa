/** What a conversation is called and about, its picture, and changing all that. */
import { Hash, Lock, MessageCircle, NotebookPen, Pencil, Users } from 'lucide-react';
import { useState } from 'react';
import type { Conversation } from '@/shared/api/wire';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { partnerOf, useTitle } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { IconButton } from '@/shared/ui/icon-button';
import { useReturnedFocus } from '@/shared/ui/use-focus';
import { AboutForm } from './about-form';
import { AboutPicture } from './about-picture';
import type { May } from './may';
import styles from './members.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly may: May;
}

export function About({ conversation, may }: Props) {
  const say = useSay();
  const { user_id } = useMessenger();
  const title = useTitle(conversation);
  const [isEditing, setIsEditing] = useState(false);
  const pencil = useReturnedFocus<HTMLButtonElement>(isEditing);
  const isChannel = conversation.kind === 'channel';
  const { icon: Icon, words } = sortOf(conversation, user_id);
  if (isEditing)
    return <AboutForm conversation={conversation} onDone={() => setIsEditing(false)} />;
  return (
    <section aria-label={say('members.about')} className={styles['about']}>
      <AboutPicture conversation={conversation} icon={Icon} mayEdit={may.edit}>
        <div className={styles['heading']}>
          <h3 className={styles['title']}>
            <bdi>{title}</bdi>
          </h3>
          {may.edit && (
            <IconButton
              icon={Pencil}
              label={say(isChannel ? 'members.edit_channel' : 'members.edit')}
              onClick={() => setIsEditing(true)}
              ref={pencil}
            />
          )}
        </div>
        <p className={styles['sort']}>
          <Icon aria-hidden size={16} strokeWidth={1.75} />
          {say(words)}
        </p>
        {conversation.topic && (
          <p className={styles['topic']} dir="auto">
            {conversation.topic}
          </p>
        )}
      </AboutPicture>
    </section>
  );
}

function sortOf(conversation: Conversation, user_id: string) {
  const { kind, visibility } = conversation;
  const sort = (icon: typeof Hash, words: TextName) => ({ icon, words });
  if (kind === 'group') return sort(Users, 'members.group');
  if (kind === 'channel' && visibility === 'public') return sort(Hash, 'members.public');
  if (kind === 'channel') return sort(Lock, 'members.private');
  const isNotes = partnerOf(conversation, user_id) === user_id;
  return isNotes ? sort(NotebookPen, 'start.notes_hint') : sort(MessageCircle, 'members.direct');
}
