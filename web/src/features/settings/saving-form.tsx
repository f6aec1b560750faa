/** A form that saves something, and says so, or why not. */
import { useMutation } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import type { FormEvent, ReactNode } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { Button } from '@/shared/ui/button';
import styles from './settings.module.css';

interface Props {
  readonly action: string;
  readonly look?: 'main' | 'quiet' | 'danger';
  /** Said when it is done. */
  readonly done: string;
  readonly onSave: (typed: FormData) => Promise<unknown>;
  /** Whether what went wrong is said beside a field. */
  readonly isSaid?: (error: Error) => boolean;
  /** What was typed is not kept in the form once it is saved. */
  readonly isEmptied?: boolean;
  readonly children: (error: Error | null) => ReactNode;
}

export function SavingForm(props: Props) {
  const { action, look = 'quiet', done, onSave, isSaid, isEmptied = false, children } = props;
  const say = useSay();
  const save = useMutation({
    mutationFn: async (form: HTMLFormElement) => {
      await onSave(new FormData(form));
      if (isEmptied) form.reset();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate(event.currentTarget);
  };
  return (
    <Form.Root
      className={styles['form']}
      onInput={() => (save.isError || save.isSuccess) && save.reset()}
      onSubmit={submit}
    >
      {children(save.error)}
      {save.error && !isSaid?.(save.error) && (
        <p className={styles['error']} role="alert">
          {problemText(save.error, say)}
        </p>
      )}
      <div className={styles['actions']}>
        <Button aria-disabled={save.isPending} look={look} type="submit">
          {action}
        </Button>
        <span className={styles['quiet']} role="status">
          {save.isSuccess && done}
        </span>
      </div>
    </Form.Root>
  );
}
