import { useLingui } from '@lingui/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import type { SessionInfo } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { deviceText } from './device-text';
import styles from './settings.module.css';

/** Under what the list is kept. */
export const SESSIONS_KEY = ['sessions'] as const;

export function SessionRow({ session }: { readonly session: SessionInfo }) {
  const say = useSay();
  const { i18n } = useLingui();
  const { api } = useServices();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: async () => {
      const path = { id: session.id };
      const answer = await api.DELETE('/api/sessions/{id}', { params: { path } });
      // It has ended by itself.
      if (answer.response.status !== 404) expect(answer);
    },
    onSuccess: async () => await queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  const device = deviceText(session.user_agent, say);
  const time = i18n.date(session.last_seen_at, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li className={styles['row']}>
      <div className={styles['names']}>
        <span className={styles['name']}>{device}</span>
        <span className={styles['quiet']}>
          {session.current ? say('settings.session_here') : say('settings.session_seen', { time })}
          {session.address && ` · ${session.address}`}
        </span>
        {end.error && (
          <span className={styles['error']} role="alert">
            {problemText(end.error, say)}
          </span>
        )}
      </div>
      {!session.current && (
        <Confirm
          action={say('settings.session_end')}
          onConfirm={() => end.mutate()}
          title={say('settings.session_end_title', { device })}
          trigger={
            <Button aria-label={say('settings.session_end_named', { device })} look="quiet">
              {say('settings.session_end')}
            </Button>
          }
          words={say('settings.session_end_words')}
        />
      )}
    </li>
  );
}
