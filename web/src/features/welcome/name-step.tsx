import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import type { FormEvent } from 'react';
import { expect } from '@/shared/api/client';
import { aboutServer } from '@/shared/api/use-server';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { StepHeading } from './step-heading';
import styles from './welcome.module.css';

export function NameStep({ onDone }: { readonly onDone: () => void }) {
  const say = useSay();
  const { api } = useServices();
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: async (name: string) => expect(await api.PATCH('/api/server', { body: { name } })),
    onSuccess: (server) => {
      queries.setQueryData(aboutServer(api).queryKey, server);
      onDone();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    if (!give.isPending) give.mutate(name);
  };
  const problem = fieldText(give.error, 'name', say);
  return (
    <Form.Root
      className={styles['form']}
      onInput={() => give.isError && give.reset()}
      onSubmit={submit}
    >
      <StepHeading lead={say('welcome.name_lead')} title={say('welcome.name_title')} />
      <Field
        autoComplete="off"
        enterKeyHint="next"
        label={say('welcome.name')}
        missing={say('field.missing')}
        name="name"
        placeholder={say('welcome.name_example')}
        problem={problem}
        required
      />
      {give.error && problem === undefined && (
        <p className={styles['error']} role="alert">
          {problemText(give.error, say)}
        </p>
      )}
      <Button aria-disabled={give.isPending} type="submit">
        {say('welcome.next')}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {say('welcome.skip')}
      </Button>
    </Form.Root>
  );
}
