/** When what is written is sent. Loaded by `send-later.tsx` alone. */
import { useLingui } from '@lingui/react';
import { CalendarClock, Clock } from 'lucide-react';
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { clock } from '@/shared/clock';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { laterProblem } from '@/shared/scheduled/later-problem';
import { ScheduledDialog } from '@/shared/scheduled/scheduled-dialog';
import { offersAt } from '@/shared/scheduled/times';
import type { MenuState } from '@/shared/ui/later-menu';
import { Link } from '@/shared/ui/link';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import styles from './send-later.module.css';
import { useSendLater } from './use-send-later';
import type { Writer } from './writer';

const WORDS = {
  today: 'later.today',
  tomorrow: 'later.tomorrow',
  monday: 'later.monday',
} as const;

interface Props extends MenuState {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly writer: Writer;
}

export function SendLaterMenu({ trigger, writer, ...state }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const scene = useScene();
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, isPending, error, data, reset } = useSendLater(writer);
  const { isNothing } = useCell(writer.view);
  // What was said of one text is not said of the next.
  const begin = useEffectEvent(() => {
    if (!isPending) reset();
  });
  useEffect(() => {
    if (!isNothing) begin();
  }, [isNothing]);
  const time = (at: Date): string => i18n.date(at, { timeStyle: 'short' });
  const send = (at: Date): void => {
    if (isPending) return;
    mutate(at, {
      onSuccess: () => {
        setIsAsking(false);
        scene.focusField();
      },
    });
  };
  const ask = (): void => {
    if (!isPending) reset();
    setIsAsking(true);
  };
  const now = clock.date();
  const offers = offersAt(now);
  const sent = data?.send_at;
  return (
    <>
      <Menu trigger={trigger} {...state}>
        {offers.map(({ name, at }) => (
          <MenuItem icon={Clock} key={name} onSelect={() => send(at)}>
            {say(WORDS[name], { time: time(at) })}
          </MenuItem>
        ))}
        <MenuItem icon={CalendarClock} onSelect={ask}>
          {say('later.other')}
        </MenuItem>
      </Menu>
      {isAsking && (
        <ScheduledDialog
          at={offers.at(-1)?.at ?? now}
          error={error}
          isBusy={isPending}
          onClose={() => setIsAsking(false)}
          onSet={send}
        />
      )}
      <div className={styles['note']} role="status">
        {sent !== undefined && (
          <p className={styles['words']}>
            {say('later.done', {
              time: i18n.date(sent, { dateStyle: 'medium', timeStyle: 'short' }),
            })}{' '}
            <Link to={places.scheduled}>{say('later.all')}</Link>
          </p>
        )}
        {error && !isAsking && (
          <p className={styles['words']} data-look="danger">
            {laterProblem(error, say)}
          </p>
        )}
      </div>
    </>
  );
}
