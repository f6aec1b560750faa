/** Logging in, or making an account: the first one, an open one, or by an invite. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { expect } from '@/shared/api/client';
import type { User } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import styles from './entry.module.css';
import { EntryForm } from './entry-form';

interface Props {
  /** Whose session has ended by itself. */
  readonly again?: User;
}

export function EntryPage({ again }: Props) {
  const say = useSay();
  const { api, session } = useServices();
  const { code } = useParams();
  const [isNew, setIsNew] = useState(code !== undefined);
  const server = useQuery({
    queryKey: ['server'],
    queryFn: async () => expect(await api.GET('/api/server')),
  });
  const name = server.data?.name ?? '';
  const canRegister = code !== undefined || server.data?.registration === 'open';
  const enter = async (username: string, password: string): Promise<void> => {
    if (!isNew) await session.login(username, password);
    else await session.register({ username, password, ...(code ? { invite: code } : {}) });
  };
  return (
    <main className={styles['page']}>
      <h1>{code === undefined ? name : say('entry.invite', { name })}</h1>
      {again && <p role="status">{say('session.expired', { name: again.display_name })}</p>}
      <EntryForm
        action={say(isNew ? 'entry.register' : 'entry.login')}
        isNew={isNew}
        key={String(isNew)}
        least={server.data?.limits.password_chars_min ?? 0}
        onEnter={enter}
        username={again?.username ?? ''}
      />
      {canRegister && (
        <Button look="quiet" onClick={() => setIsNew(!isNew)}>
          {say(isNew ? 'entry.login_instead' : 'entry.register_instead')}
        </Button>
      )}
    </main>
  );
}
