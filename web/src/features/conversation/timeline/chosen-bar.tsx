/** What can be done with the messages that are chosen: it stands where one writes otherwise. */
import { Check, Copy, Forward, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { copy } from '@/shared/copy';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { Confirm } from '@/shared/ui/confirm';
import { IconButton } from '@/shared/ui/icon-button';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { useTimes } from '../use-times';
import { chosenNow } from './choose';
import styles from './chosen.module.css';
import { chosenWords } from './chosen-words';
import { deleteMessage, mayDelete } from './may';

export function ChosenBar() {
  const say = useSay();
  const scene = useScene();
  const { chosen, forwarding, room } = scene;
  useCell(chosen);
  useCell(room.timeline.ranges);
  const messages = chosenNow(scene);
  const count = messages.length;
  const end = (): void => chosen.set(null);
  const remove = (): void => {
    for (const it of messages) deleteMessage(scene, it);
    end();
  };
  const mayDeleteAll = messages.every((it) => mayDelete(scene, it));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    end();
  };
  return (
    <div
      aria-label={say('chosen.label')}
      className={styles['bar']}
      onKeyDown={onKeyDown}
      role="toolbar"
      tabIndex={-1}
    >
      <span className={styles['count']} role="status">
        {say('chosen.count', { count })}
      </span>
      <CopyButton key={messages.map((it) => it.id).join()} />
      <IconButton
        disabled={count === 0}
        icon={Forward}
        label={say('acts.forward')}
        onClick={() => forwarding.set(messages)}
      />
      <Confirm
        action={say('acts.delete')}
        onConfirm={remove}
        title={say('chosen.delete_title', { count })}
        trigger={
          <IconButton
            disabled={count === 0 || !mayDeleteAll}
            icon={Trash2}
            label={say(mayDeleteAll ? 'acts.delete' : 'chosen.not_yours')}
          />
        }
        words={say('chosen.delete_words')}
      />
      <IconButton icon={X} label={say('chosen.end')} onClick={end} />
    </div>
  );
}

function CopyButton() {
  const say = useSay();
  const scene = useScene();
  const { full } = useTimes();
  const messages = chosenNow(scene);
  const ids = messages.flatMap((it) => it.sender_id ?? []);
  const people = usePeople(ids);
  const nameOf = (id: string | null | undefined): string =>
    people[ids.indexOf(id ?? '')]?.display_name ?? '…';
  const [isCopied, setIsCopied] = useState<boolean | null>(null);
  const put = async (): Promise<void> =>
    setIsCopied(await copy(chosenWords(messages, { nameOf, timeOf: full })));
  return (
    <>
      <IconButton
        disabled={messages.length === 0}
        icon={isCopied ? Check : Copy}
        label={say(isCopied ? 'app.copied' : 'acts.copy_text')}
        onClick={() => void put()}
      />
      {isCopied === false && (
        <p className={styles['problem']} role="alert">
          {say('chosen.not_copied')}
        </p>
      )}
    </>
  );
}
