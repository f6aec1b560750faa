/**
 * Where one writes. The text stays in its `<textarea>`, and nothing of the list of messages is
 * watched here: typing is as quick while a hundred messages arrive as while nothing happens.
 */
import { type KeyboardEvent, memo, type RefObject, useId, useRef, useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { isTouch } from '@/shared/touch';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { useHeading } from '../use-heading';
import { AttachButton } from './attach-button';
import { Attached } from './attached';
import { Completer, type Completion } from './completer';
import styles from './composer.module.css';
import { ComposerNotes } from './composer-notes';
import { EmojiButton } from './emoji-button';
import { grow } from './grow';
import { isComposing } from './input';
import { ScheduledPlace } from './scheduled-place';
import { SendButtons } from './send-buttons';
import { useAttach } from './use-attach';
import { usePaste } from './use-paste';
import { useWriter } from './use-writer';
import type { Writer } from './writer';
import { WritingStrip } from './writing-strip';

export const Composer = memo(function Composer() {
  const say = useSay();
  const list = useId();
  const strip = useId();
  const hint = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const writer = useWriter(field);
  const scene = useScene();
  const writing = useCell(scene.writing);
  const attach = useAttach();
  const { isNothing, isStuck, left } = useCell(writer.view);
  const title = useTitle(useHeading());
  const completion = useRef<Completion>(null);
  const [isTyping, setIsTyping] = useState(false);
  /** Of the name that is chosen in the list of them. */
  const [active, setActive] = useState<string>();
  const isEdit = writing.name === 'edit';
  const beside = scene.thread
    ? say(scene.thread.words.placeholder)
    : say('composer.placeholder', { title });
  const placeholder = isEdit ? say('composer.edit') : beside;
  usePaste(scene, (given) => {
    if (!isEdit) attach(given);
  });
  const isTooLong = (left ?? 0) < 0;
  const isSendable = !(isNothing || isStuck || isTooLong);
  const submit = (): void => {
    if (writer.submit()) completion.current?.look();
    field.current?.focus();
  };
  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {isTyping && (
        <Completer
          field={field}
          id={list}
          onActive={setActive}
          onTaken={() => changed(writer, field)}
          ref={completion}
        />
      )}
      <ScheduledPlace />
      <div className={styles['box']}>
        {writing.name !== 'new' && (
          <WritingStrip id={strip} onCancel={() => writer.cancel()} writing={writing} />
        )}
        {!isEdit && <Attached />}
        <div className={styles['line']}>
          <textarea
            aria-activedescendant={active}
            aria-autocomplete="list"
            aria-controls={active && list}
            aria-describedby={`${strip} ${hint}`}
            aria-invalid={isTooLong}
            aria-label={say(scene.thread?.words.label ?? 'composer.label')}
            autoCapitalize="sentences"
            className={styles['field']}
            dir="auto"
            enterKeyHint={isTouch() ? 'enter' : 'send'}
            id={scene.field_id}
            onBlur={() => completion.current?.close()}
            onInput={() => {
              changed(writer, field);
              setIsTyping(true);
              completion.current?.look();
            }}
            onKeyDown={(event) =>
              pressed(event, { writer, completion: completion.current, submit })
            }
            onSelect={() => completion.current?.follow()}
            placeholder={placeholder}
            ref={field}
            rows={1}
          />
          {/* After the text, so that the messages are one step before it. */}
          {!isTouch() && <EmojiButton field={field} onTaken={() => changed(writer, field)} />}
          {!isEdit && <AttachButton />}
          <SendButtons isEdit={isEdit} isSendable={isSendable} writer={writer} />
        </div>
      </div>
      <ComposerNotes id={hint} isEdit={isEdit} isNothing={isNothing} left={left} />
    </form>
  );
});

function changed(writer: Writer, field: RefObject<HTMLTextAreaElement | null>): void {
  writer.typed();
  if (field.current) grow(field.current);
}

interface Acts {
  readonly writer: Writer;
  readonly completion: Completion | null;
  readonly submit: () => void;
}

function pressed(
  event: KeyboardEvent<HTMLTextAreaElement>,
  { writer, completion, submit }: Acts,
): void {
  // What an input method is putting together is its own; its Enter sends nothing.
  if (isComposing(event.nativeEvent) || completion?.press(event)) return;
  if (event.key === 'Enter' && isSending(event)) {
    event.preventDefault();
    submit();
  } else if (event.key === 'Escape') {
    if (writer.cancel()) event.preventDefault();
  } else if (event.key === 'ArrowUp' && event.currentTarget.value === '') {
    if (writer.editLast()) event.preventDefault();
  }
}

/** A thumb has a button for it, and Enter makes a line. */
function isSending({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return true;
  return !(shiftKey || altKey || isTouch());
}
