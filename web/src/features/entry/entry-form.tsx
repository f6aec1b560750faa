/** A name and a password, and what became of them. What was typed stays where it fails. */
import { useMutation } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import type { FormEvent } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import styles from './entry.module.css';

interface Props {
  readonly action: string;
  readonly isNew: boolean;
  /** Characters of a new password. */
  readonly least: number;
  /** Filled in already. */
  readonly username: string;
  readonly onEnter: (username: string, password: string) => Promise<void>;
}

export function EntryForm({ action, isNew, least, username, onEnter }: Props) {
  const say = useSay();
  const enter = useMutation({
    mutationFn: async (form: FormData) =>
      await onEnter(String(form.get('username')), String(form.get('password'))),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    enter.mutate(new FormData(event.currentTarget));
  };
  return (
    <Form.Root className={styles['form']} onSubmit={submit}>
      <Field
        autoCapitalize="none"
        autoComplete="username"
        defaultValue={username}
        label={say('entry.username')}
        missing={say('entry.required')}
        name="username"
        required
        spellCheck={false}
      />
      <Field
        autoComplete={isNew ? 'new-password' : 'current-password'}
        label={say('entry.password')}
        minLength={isNew ? least : undefined}
        missing={say('entry.required')}
        name="password"
        required
        short={say('entry.password_short', { least })}
        type="password"
      />
      {enter.error && (
        <p className={styles['error']} role="alert">
          {problemText(enter.error, say)}
        </p>
      )}
      <Button disabled={enter.isPending} type="submit">
        {action}
      </Button>
    </Form.Root>
  );
}
