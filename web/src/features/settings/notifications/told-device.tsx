import { useLingui } from '@lingui/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import type { PushDevice } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import type { Push } from '@/shared/push/push';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { deviceText } from '../device-text';
import settings from '../settings.module.css';
import styles from './notifications.module.css';
import { lastWords, triedWords } from './service-words';

/** Under what the list is kept. */
export const TOLD_KEY = ['told-devices'] as const;

interface Props {
  readonly device: PushDevice;
  readonly push: Push;
}

export function ToldDevice({ device, push }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const { attempt, remove } = useToldDevice(device, push);
  const name = deviceText(device.user_agent, say);
  const since = say('settings.told_since', {
    time: i18n.date(device.created_at, { dateStyle: 'medium' }),
  });
  const timeOf = (at: string): string => i18n.date(at, { dateStyle: 'medium', timeStyle: 'short' });
  const failure = attempt.error ?? remove.error;
  return (
    <li className={settings['row']}>
      <div className={settings['names']}>
        <span className={settings['name']}>{name}</span>
        <span className={settings['quiet']}>
          {device.current ? `${say('settings.session_here')} · ${since}` : since}
        </span>
        <span className={settings['quiet']}>{lastWords(device, timeOf, say)}</span>
      </div>
      <div className={settings['actions']}>
        <Button
          aria-disabled={attempt.isPending}
          aria-label={say('settings.told_test_named', { device: name })}
          look="quiet"
          onClick={() => !attempt.isPending && attempt.mutate()}
        >
          {say(attempt.isPending ? 'settings.told_testing' : 'settings.told_test')}
        </Button>
        <Confirm
          action={say('settings.told_remove')}
          onConfirm={() => remove.mutate()}
          title={say('settings.told_remove_title', { device: name })}
          trigger={
            <Button aria-label={say('settings.told_remove_named', { device: name })} look="quiet">
              {say('settings.told_remove')}
            </Button>
          }
          words={say('settings.told_remove_words')}
        />
      </div>
      {/* There before it says something, so that it is heard. */}
      <p className={styles['answer']} data-good={attempt.data?.accepted} role="status">
        {attempt.data && triedWords(attempt.data, say)}
      </p>
      {failure && (
        <p className={`${settings['error']} ${settings['wide']}`} role="alert">
          {problemText(failure, say)}
        </p>
      )}
    </li>
  );
}

function useToldDevice({ id, current }: PushDevice, push: Push) {
  const { api } = useServices();
  const queries = useQueryClient();
  const params = { path: { id } };
  const refresh = async (): Promise<void> =>
    await queries.invalidateQueries({ queryKey: TOLD_KEY });
  const attempt = useMutation({
    mutationFn: async () => expect(await api.POST('/api/push/subscriptions/{id}/test', { params })),
    // It said something, and where it knows the device no more, that is off the list.
    onSuccess: async ({ status }) => {
      if (!(status === 404 || status === 410)) await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: async () => {
      const answer = await api.DELETE('/api/push/subscriptions/{id}', { params });
      if (answer.response.status !== 404) expect(answer);
      if (current) await push.turnOff();
    },
    onSuccess: refresh,
  });
  return { attempt, remove };
}
