/** A channel: what it is called and about, who finds it, and who is in it from the beginning. */
import { Form } from 'radix-ui';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router';
import type { User } from '@/shared/api/wire';
import { PeopleChooser } from '@/shared/directory/people-chooser';
import { useMakeConversation } from '@/shared/directory/use-make-conversation';
import { VisibilityChoice, visibilityIn } from '@/shared/directory/visibility-choice';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { MakeProblem } from './make-problem';
import styles from './start.module.css';

export function ChannelForm() {
  const say = useSay();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  // What was made is there in place of the form, and the way back leads to where that was called.
  const make = useMakeConversation({ replace: true, state: useLocation().state });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (make.isPending) return;
    const form = new FormData(event.currentTarget);
    make.mutate({
      kind: 'channel',
      title: String(form.get('title')),
      topic: String(form.get('topic')),
      visibility: visibilityIn(form),
      member_ids: chosen.map((it) => it.id),
    });
  };
  return (
    <Form.Root className={styles['form']} onSubmit={submit}>
      <Field
        autoComplete="off"
        label={say('start.title_label')}
        missing={say('start.title_missing')}
        name="title"
        placeholder={say('start.title_hint')}
        problem={fieldText(make.error, 'title', say)}
        required
      />
      <Field
        autoComplete="off"
        label={say('start.topic_label')}
        name="topic"
        placeholder={say('start.topic_hint')}
        problem={fieldText(make.error, 'topic', say)}
      />
      <VisibilityChoice defaultValue="public" />
      <PeopleChooser chosen={chosen} isFolded label={say('start.invite')} onChange={setChosen} />
      <MakeProblem error={make.error} />
      <div className={styles['actions']}>
        <Button disabled={make.isPending} type="submit">
          {say('start.make_channel')}
        </Button>
      </div>
    </Form.Root>
  );
}
