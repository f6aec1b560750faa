/** When what is written is sent. Loaded by `send-later.tsx` alone. */
import { useLingui } from '@lingui/react';
import { CalendarClock, Clock } from 'lucide-react';
import { type ReactElement, useEffect, useState } from 'react';
import { ProblemError } from '@/shared/api/errors';
import { clock } from '@/shared/clock';
import { useSay } from '@/shared/i18n/i18n';
import { places } from '@/shared/place';
import { laterProblem } from '@/shared/scheduled/later-problem';
import { ScheduledDialog } from '@/shared/scheduled/scheduled-dialog';
import { offersAt } from '@/shared/scheduled/times';
import { useSchedule } from '@/shared/scheduled/use-scheduled';
import type { MenuState } from '@/shared/ui/later-menu';
import { Link } from '@/shared/ui/link';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import styles from './send-later.module.css';
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
  const schedule = useSchedule();
  const { uploads } = scene.messenger;
  const { isNothing } = useCell(writer.view);
  const { reset } = schedule;
  // What was said of one text is not said of the next.
  useEffect(() => {
    if (!isNothing) reset();
  }, [isNothing, reset]);
  const time = (at: Date): string => i18n.date(at, { timeStyle: 'short' });
  const send = (at: Date): void => {
    const written = writer.read();
    // Files that have been there for too long go up again first.
    if (!written || schedule.isPending || uploads.prepare(written) !== 'ready') return;
    const { kind: _, uploads: files = [], ...message } = written;
    schedule.mutate(
      { ...message, attachment_ids: uploads.fileIds(files), send_at: at.toISOString() },
      {
        onError: (error) => {
          if (error instanceof ProblemError) uploads.again(written, error.problem);
        },
        onSuccess: () => {
          uploads.dropped(written, true);
          setIsAsking(false);
          // What was typed while nobody had answered is another message.
          if (writer.read()?.body === written.body) writer.begin();
          scene.focusField();
        },
      },
    );
  };
  const ask = (): void => {
    reset();
    setIsAsking(true);
  };
  const now = clock.date();
  const offers = offersAt(now);
  const sent = schedule.data?.send_at;
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
          error={schedule.error}
          isBusy={schedule.isPending}
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
        {schedule.error && !isAsking && (
          <p className={styles['words']} data-look="danger">
            {laterProblem(schedule.error, say)}
          </p>
        )}
      </div>
    </>
  );
}
