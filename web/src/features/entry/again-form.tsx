import { useMutation } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import { type FormEvent, useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { NoCookieError } from '@/shared/session/session';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { PasswordField } from '@/shared/ui/password-field';
import styles from './entry.module.css';
import { EntryProblem } from './entry-problem';
import { NoCookies } from './no-cookies';
import { Slow } from './slow';

export function AgainForm({ username }: { readonly username: string }) {
  const say = useSay();
  const { session } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const enter = useMutation({
    mutationFn: async (password: string) => await session.login(username, password),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    if (!enter.isPending) enter.mutate(password);
  };
  const isForgotten = enter.error instanceof NoCookieError;
  return (
    <Form.Root
      className={styles['form']}
      onInput={() => enter.isError && enter.reset()}
      onSubmit={submit}
      ref={form}
    >
      {/* Password managers want to know whose it is. */}
      <Field
        autoComplete="username"
        defaultValue={username}
        label={say('entry.username')}
        name="username"
        readOnly
      />
      <PasswordField
        autoComplete="current-password"
        enterKeyHint="go"
        label={say('entry.password')}
        missing={say('field.missing')}
        name="password"
        required
      />
      {isForgotten ? <NoCookies /> : <EntryProblem error={enter.error} form={form} />}
      <Button aria-disabled={enter.isPending} type="submit">
        {say('entry.login')}
      </Button>
      {enter.isPending && <Slow />}
    </Form.Root>
  );
}
