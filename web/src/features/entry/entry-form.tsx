/** A name and a password, and what became of them. What was typed stays where it fails. */
import { useMutation } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import { type FormEvent, useRef } from 'react';
import type { Server } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import type { Way } from './admission';
import styles from './entry.module.css';
import { EntryFields } from './entry-fields';
import { EntryProblem } from './entry-problem';
import { Slow } from './slow';

export interface Typed {
  readonly username: string;
  readonly password: string;
  /** Empty where it is the username. */
  readonly display_name: string;
}

interface Props {
  readonly way: Way;
  readonly limits: Server['limits'];
  /** By the link that they came by. */
  readonly isInvited: boolean;
  /** Filled in already. */
  readonly username: string;
  readonly onEnter: (typed: Typed) => Promise<void>;
  /** The other form is wanted, with the username that was typed here. */
  readonly onOther: ((username: string) => void) | undefined;
}

export function EntryForm({ way, limits, isInvited, username, onEnter, onOther }: Props) {
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const enter = useMutation({ mutationFn: onEnter });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!enter.isPending) enter.mutate(typedIn(event.currentTarget));
  };
  const other = (): void => {
    if (form.current) onOther?.(typedIn(form.current).username);
  };
  return (
    <Form.Root
      className={styles['form']}
      // Once it is changed, what was wrong with it may not be any more.
      onInput={() => enter.isError && enter.reset()}
      onSubmit={submit}
      ref={form}
    >
      <EntryFields error={enter.error} limits={limits} username={username} way={way} />
      <EntryProblem error={enter.error} form={form} isInvited={isInvited} />
      <Button aria-disabled={enter.isPending} type="submit">
        {say(way === 'login' ? 'entry.login' : 'entry.register')}
      </Button>
      {enter.isPending && <Slow />}
      {onOther && (
        <Button look="quiet" onClick={other}>
          {say(way === 'login' ? 'entry.register_instead' : 'entry.login_instead')}
        </Button>
      )}
    </Form.Root>
  );
}

function typedIn(form: HTMLFormElement): Typed {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? '').trim();
  // Every character of a password counts.
  const password = String(data.get('password') ?? '');
  return { username: text('username'), password, display_name: text('display_name') };
}
