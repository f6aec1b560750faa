/**
 * One message: who and when at the first of a group, the words, and what belongs to them. It is
 * drawn again only when something in it changes.
 */
import { type MouseEvent, memo, useCallback, useState, useSyncExternalStore } from 'react';
import { fileWords } from '@/shared/files/file-words';
import { isEvent } from '@/shared/i18n/event-text';
import { useSay } from '@/shared/i18n/i18n';
import { usePart } from '@/shared/part';
import { usePerson } from '@/shared/people/use-person';
import { useCell } from '@/shared/use-cell';
import { withoutMarks } from '@/shared/without-marks';
import { useTimes } from '../use-times';
import type { BarProps, Opened } from './action-bar';
import { bar } from './bar';
import { choose } from './choose';
import { chosenPart } from './chosen-part';
import { failureId } from './failure-place';
import { MessageBody } from './message-body';
import styles from './message-row.module.css';
import { MessageSide, MessageWho } from './message-who';
import { readersPart } from './readers-part';
import type { Row } from './row';
import { DayLine, NewLine } from './row-lines';
import { SystemLine } from './system-line';
import { useActions } from './timeline-context';
import { useLongPress } from './use-long-press';
import { useRowKeys } from './use-row-keys';

export interface RowProps {
  readonly row: Row;
  /** Whether the list's one tab stop is here. */
  readonly isActive: boolean;
  /** The message of the address, just after it was opened. */
  readonly isPointedAt: boolean;
  /** Who has read up to here: ids with commas between. */
  readonly readers?: string | undefined;
}

export const MessageRow = memo(function MessageRow(props: RowProps) {
  const { row, isActive, isPointedAt, readers } = props;
  const { message } = row;
  const actions = useActions();
  const label = useLabel(row);
  const [isNear, setIsNear] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const isOpen = actions.isOpen(row);
  const { chosen } = actions.scene;
  // Undefined while none are chosen at all.
  const isChosen = useSyncExternalStore(chosen.subscribe, () => chosen.get()?.has(row.id));
  const isChoosing = isOpen && isChosen !== undefined;
  const chooseIt = (event: MouseEvent): void => {
    // Its own box does that itself.
    if (!isChoosing || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    choose(actions.scene, message, event.shiftKey);
  };
  const open = useCallback(
    (opened: Opened) => {
      // A message with the focus is drawn however far it goes: what is open at it stays open.
      if (opened !== null) actions.focus(row.id);
      setOpened(opened);
    },
    [actions, row.id],
  );
  const onKeyDown = useRowKeys(row, open);
  const failed = row.changes.filter((it) => it.state === 'failed');
  // It may begin while the message is on its way still.
  const press = useLongPress(() => {
    if (isOpen && !isChoosing) open('menu');
    return isOpen && !isChoosing;
  });
  return (
    <article
      aria-describedby={failed.length > 0 ? failed.map(failureId).join(' ') : undefined}
      aria-label={label}
      className={styles['row']}
      data-message={row.id}
      onClickCapture={chooseIt}
      onBlur={(event) => setIsNear(event.currentTarget.contains(event.relatedTarget))}
      onFocus={() => setIsNear(true)}
      onKeyDown={onKeyDown}
      onPointerEnter={(event) => setIsNear(event.pointerType === 'mouse')}
      onPointerLeave={() => setIsNear(false)}
      tabIndex={isActive ? 0 : -1}
      {...press}
    >
      {row.isDay && <DayLine at={message.created_at} />}
      {row.isNew && <NewLine />}
      {isEvent(message) ? (
        <SystemLine message={message} />
      ) : (
        <div
          className={styles['message']}
          data-chosen={isChosen}
          data-first={row.isFirst}
          data-pointed-at={isPointedAt}
          data-state={row.state}
        >
          <MessageSide row={row} />
          <div className={styles['content']}>
            {row.isFirst && <MessageWho message={message} />}
            <MessageBody isActive={isActive} row={row} />
          </div>
          {isChoosing && <Choosing isActive={isActive} isChosen={isChosen} row={row} />}
          {isOpen && !isChoosing && (isNear || opened !== null) && (
            <Bar isActive={isActive} onOpened={open} opened={opened} row={row} />
          )}
        </div>
      )}
      {readers !== undefined && <ReadersHere ids={readers} />}
    </article>
  );
});

function ReadersHere({ ids }: { readonly ids: string }) {
  const loaded = useCell(readersPart.loaded);
  return loaded instanceof Object ? <loaded.Readers ids={ids} /> : null;
}

function Bar(props: BarProps) {
  const loaded = usePart(bar);
  return loaded instanceof Object ? <loaded.ActionBar {...props} /> : null;
}

interface ChoosingProps {
  readonly row: Row;
  readonly isActive: boolean;
  readonly isChosen: boolean;
}

function Choosing({ isActive, ...props }: ChoosingProps) {
  const loaded = usePart(chosenPart);
  return loaded instanceof Object ? <loaded.Tick {...props} tabIndex={isActive ? 0 : -1} /> : null;
}

/** So much of a text is in its message's name; the rest is read in it. */
const MOST_IN_LABEL = 200;

function useLabel({ message, isDeleted }: Row): string | undefined {
  const say = useSay();
  const { time } = useTimes();
  const name = usePerson(message.sender_id)?.display_name ?? '…';
  if (isEvent(message)) return undefined;
  const words = withoutMarks(message.body ?? '').slice(0, MOST_IN_LABEL);
  const said = [words, fileWords(message.attachments, say)].filter((it) => it !== '');
  const text = isDeleted ? say('timeline.deleted') : said.join(', ');
  return say('timeline.message', { name, text, time: time(message.created_at) });
}
