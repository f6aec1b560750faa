import { Form } from 'radix-ui';
import type { FormEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Conversation, User } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { newId } from '@/shared/outbox/change';
import { places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell } from '@/shared/use-cell';
import { generalOf } from './arrival';
import { StepHeading } from './step-heading';
import styles from './welcome.module.css';

export function HelloStep({ user }: { readonly user: User }) {
  const say = useSay();
  const { mirror } = useMessenger();
  const general = generalOf(useCell(mirror.views));
  return (
    <>
      <StepHeading lead={say('welcome.hello_lead')} title={say('welcome.hello_title')} />
      {general ? <Hello general={general} user={user} /> : <Skeleton rows={1} />}
    </>
  );
}

interface Props {
  readonly general: Conversation;
  readonly user: User;
}

function Hello({ general, user }: Props) {
  const say = useSay();
  const { outbox } = useMessenger();
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = String(new FormData(event.currentTarget).get('body')).trim();
    const conversation_id = general.id;
    // Without a connection it waits there, like any other.
    if (body !== '') outbox.add({ kind: 'send', id: newId(), conversation_id, body });
    void navigate(places.conversation(conversation_id), { replace: true });
  };
  return (
    <Form.Root className={styles['form']} onSubmit={submit}>
      <Field
        autoComplete="off"
        defaultValue={say('welcome.hello_text', { name: user.display_name })}
        enterKeyHint="send"
        label={say('composer.label')}
        name="body"
      />
      <Button type="submit">{say('welcome.hello_send')}</Button>
    </Form.Root>
  );
}
