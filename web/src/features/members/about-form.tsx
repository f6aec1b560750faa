import { useMutation } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import { VisibilityChoice, visibilityIn } from '@/shared/directory/visibility-choice';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import styles from './members.module.css';
import { Problem } from './problem';

interface Props {
  readonly conversation: Conversation;
  readonly onDone: () => void;
}

export function AboutForm({ conversation, onDone }: Props) {
  const say = useSay();
  const { api } = useServices();
  const { id, kind, title, topic, visibility } = conversation;
  const [before] = useState({ title: title || null, topic: topic || null, visibility });
  const isChannel = kind === 'channel';
  const edit = useMutation({
    mutationFn: async (form: FormData) => {
      const typed = (name: string) => String(form.get(name)).trim() || null;
      // What was left as it was may have been changed by somebody else meanwhile.
      const chosen = isChannel ? visibilityIn(form) : before.visibility;
      const body = {
        ...(typed('title') === before.title ? {} : { title: typed('title') }),
        ...(typed('topic') === before.topic ? {} : { topic: typed('topic') }),
        ...(chosen === before.visibility ? {} : { visibility: chosen }),
      };
      expect(await api.PATCH('/api/conversations/{id}', { params: { path: { id } }, body }));
    },
    onSuccess: onDone,
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!edit.isPending) edit.mutate(new FormData(event.currentTarget));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onDone();
  };
  const titleWords = fieldText(edit.error, 'title', say);
  const topicWords = fieldText(edit.error, 'topic', say);
  const isSaid = titleWords !== undefined || topicWords !== undefined;
  return (
    <Form.Root className={styles['form']} onKeyDown={press} onSubmit={submit}>
      <Field
        autoComplete="off"
        autoFocus
        defaultValue={before.title ?? ''}
        label={isChannel ? say('start.title_label') : say('start.group_title')}
        missing={say('start.title_missing')}
        name="title"
        problem={titleWords}
        required={isChannel}
      />
      <Field
        autoComplete="off"
        defaultValue={before.topic ?? ''}
        label={say('start.topic_label')}
        name="topic"
        problem={topicWords}
      />
      {isChannel && <VisibilityChoice defaultValue={before.visibility ?? 'private'} />}
      {!isSaid && <Problem error={edit.error} />}
      <div className={styles['buttons']}>
        <Button disabled={edit.isPending} type="submit">
          {say('members.save')}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {say('app.cancel')}
        </Button>
      </div>
    </Form.Root>
  );
}
