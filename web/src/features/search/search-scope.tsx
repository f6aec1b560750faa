import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import styles from './search.module.css';

interface Props {
  /** The conversation that is open. */
  readonly here: string | undefined;
  readonly only_in: string | null;
  readonly onChange: (conversation_id: string | null) => void;
}

/** Everywhere, or only in one conversation; nothing to choose where none is open. */
export function SearchScope({ here, only_in, onChange }: Props) {
  const { mirror } = useMessenger();
  useCell(mirror.views);
  const room = mirror.room(only_in ?? here ?? '');
  if (!room) return null;
  const { conversation } = room.view.get();
  return <Choices conversation={conversation} isOne={only_in !== null} onChange={onChange} />;
}

interface ChoicesProps extends Pick<Props, 'onChange'> {
  readonly conversation: Conversation;
  readonly isOne: boolean;
}

function Choices({ conversation, isOne, onChange }: ChoicesProps) {
  const say = useSay();
  const title = useTitle(conversation);
  return (
    <fieldset className={styles['scope']}>
      <legend className="only-heard">{say('search.where')}</legend>
      <label className={styles['choice']}>
        <input checked={!isOne} name="scope" onChange={() => onChange(null)} type="radio" />
        <span>{say('search.everywhere')}</span>
      </label>
      <label className={styles['choice']}>
        <input
          checked={isOne}
          name="scope"
          onChange={() => onChange(conversation.id)}
          type="radio"
        />
        <span>{say('search.only_in', { title })}</span>
      </label>
    </fieldset>
  );
}
