import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'radix-ui';
import { type FormEvent, useMemo, useState } from 'react';
import { expect } from '@/shared/api/client';
import type { Member, User } from '@/shared/api/wire';
import { makeProblemText } from '@/shared/directory/make-problem-text';
import { PeopleChooser } from '@/shared/directory/people-chooser';
import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import styles from './members.module.css';
import { membersKey } from './use-members';

interface Props {
  readonly room: Room;
  readonly members: readonly Member[];
  readonly onDone: () => void;
}

/** Whoever comes in reads all that was ever written, and that is said before. */
export function AddPeople({ room, members, onDone }: Props) {
  const say = useSay();
  const { api } = useServices();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const present = useMemo(() => new Set(members.map((it) => it.user.id)), [members]);
  const id = room.timeline.conversation_id;
  const add = useMutation({
    mutationFn: async () => {
      const body = { user_ids: chosen.map((it) => it.id) };
      const params = { path: { id } };
      expect(await api.POST('/api/conversations/{id}/members', { params, body }));
    },
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: membersKey(id) });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen.length > 0 && !add.isPending) add.mutate();
  };
  return (
    <Form.Root className={styles['form']} onSubmit={submit}>
      <PeopleChooser
        autoFocus
        chosen={chosen}
        hint={say('members.add_hint')}
        label={say('members.add')}
        onChange={setChosen}
        present={present}
      />
      {add.error && (
        <p className={styles['problem']} role="alert">
          {makeProblemText(add.error, say)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button disabled={chosen.length === 0 || add.isPending} type="submit">
          {say('members.add_count', { count: chosen.length })}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {say('app.cancel')}
        </Button>
      </div>
    </Form.Root>
  );
}
