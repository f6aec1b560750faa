/** Logging in, or making an account: the first one, an open one, or by an invite. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import styles from './entry.module.css';
import { EntryForm } from './entry-form';

export function EntryPage() {
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
      <EntryForm
        action={say(isNew ? 'entry.register' : 'entry.login')}
        isNew={isNew}
        key={String(isNew)}
        least={server.data?.limits.password_chars_min ?? 0}
        onEnter={enter}
      />
      {canRegister && (
        <Button look="quiet" onClick={() => setIsNew(!isNew)}>
          {say(isNew ? 'entry.login_instead' : 'entry.register_instead')}
        </Button>
      )}
    </main>
  );
}
