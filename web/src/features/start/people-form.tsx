/** One person: the conversation of the two. Several: a group. Nobody: one's own notes. */
import { NotebookPen } from 'lucide-react';
import { Form } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router';
import type { User } from '@/shared/api/wire';
import { PeopleChooser } from '@/shared/directory/people-chooser';
import { useMakeConversation, type Wish } from '@/shared/directory/use-make-conversation';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { MakeProblem } from './make-problem';
import styles from './start.module.css';

export function PeopleForm() {
  const say = useSay();
  const { user_id } = useMessenger();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  // What was made is there in place of the form, and the way back leads to where that was called.
  const make = useMakeConversation({ replace: true, state: useLocation().state });
  const [first] = chosen;
  const isGroup = chosen.length > 1;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title') ?? '');
    if (first && !make.isPending) make.mutate(wishFor(chosen, title));
  };
  return (
    <Form.Root className={styles['form']} onSubmit={submit}>
      <PeopleChooser
        chosen={chosen}
        hint={say('start.people_hint')}
        label={say('start.who')}
        onChange={setChosen}
      />
      {isGroup && (
        <Field
          autoComplete="off"
          label={say('start.group_title')}
          name="title"
          placeholder={say('start.group_title_hint')}
          problem={fieldText(make.error, 'title', say)}
        />
      )}
      <MakeProblem error={make.error} />
      {first ? (
        <div className={styles['actions']}>
          <Button disabled={make.isPending} type="submit">
            {isGroup
              ? say('start.make_group', { count: chosen.length + 1 })
              : say('start.write_to', { name: first.display_name })}
          </Button>
        </div>
      ) : (
        <button
          className={styles['notes']}
          disabled={make.isPending}
          onClick={() => make.mutate({ kind: 'direct', member_ids: [user_id] })}
          type="button"
        >
          <NotebookPen aria-hidden size={20} strokeWidth={1.75} />
          <span>
            <strong>{say('conversation.notes')}</strong>
            <span className={styles['quiet']}>{say('start.notes_hint')}</span>
          </span>
        </button>
      )}
    </Form.Root>
  );
}

function wishFor(chosen: readonly User[], title: string): Wish {
  const member_ids = chosen.map((it) => it.id);
  if (chosen.length === 1) return { kind: 'direct', member_ids };
  return { kind: 'group', member_ids, ...(title.trim() === '' ? {} : { title }) };
}
