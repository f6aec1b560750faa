/**
 * Where one writes. The text stays in its `<textarea>`, and nothing of the list of messages is
 * watched here: typing is as quick while a hundred messages arrive as while nothing happens.
 */
import { ArrowUp, Check } from 'lucide-react';
import { type KeyboardEvent, memo, type RefObject, useId, useRef } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useTitle } from '@/shared/people/use-person';
import { COMPOSER_FIELD } from '@/shared/place';
import { isTouch } from '@/shared/touch';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { useHeading } from '../use-heading';
import { AttachButton } from './attach-button';
import { Attached } from './attached';
import styles from './composer.module.css';
import { ComposerNotes } from './composer-notes';
import { EmojiButton } from './emoji-button';
import { grow } from './grow';
import { isComposing } from './input';
import { Suggestions, suggestionId } from './suggestions';
import { useAttach } from './use-attach';
import { type Completion, useCompletion } from './use-completion';
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
  const writing = useCell(useScene().writing);
  const attach = useAttach();
  const { isNothing, isStuck, left } = useCell(writer.view);
  const title = useTitle(useHeading());
  const completion = useCompletion(field, () => changed(writer, field));
  const active = completion.people[completion.active];
  const isEdit = writing.name === 'edit';
  usePaste((given) => {
    if (!isEdit) attach(given);
  });
  const isTooLong = (left ?? 0) < 0;
  const isSendable = !(isNothing || isStuck || isTooLong);
  const submit = (): void => {
    if (writer.submit()) completion.look();
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
      <Suggestions completion={completion} id={list} />
      <div className={styles['box']}>
        {writing.name !== 'new' && (
          <WritingStrip id={strip} onCancel={() => writer.cancel()} writing={writing} />
        )}
        {!isEdit && <Attached />}
        <div className={styles['line']}>
          <textarea
            aria-activedescendant={active && suggestionId(list, active)}
            aria-autocomplete="list"
            aria-controls={active && list}
            aria-describedby={`${strip} ${hint}`}
            aria-invalid={isTooLong}
            aria-label={say('composer.label')}
            autoCapitalize="sentences"
            className={styles['field']}
            dir="auto"
            enterKeyHint={isTouch() ? 'enter' : 'send'}
            id={COMPOSER_FIELD}
            onBlur={completion.close}
            onInput={() => {
              changed(writer, field);
              completion.look();
            }}
            onKeyDown={(event) => pressed(event, { writer, completion, submit })}
            onSelect={completion.follow}
            placeholder={isEdit ? say('composer.edit') : say('composer.placeholder', { title })}
            ref={field}
            rows={1}
          />
          {/* After the text, so that the messages are one step before it. */}
          {!isTouch() && <EmojiButton field={field} onTaken={() => changed(writer, field)} />}
          {!isEdit && <AttachButton />}
          <button
            aria-label={say(isEdit ? 'composer.save' : 'composer.send')}
            className={styles['send']}
            disabled={!isSendable}
            // The keyboard of a phone stays.
            onPointerDown={(event) => event.preventDefault()}
            title={say(isEdit ? 'composer.save' : 'composer.send')}
            type="submit"
          >
            {isEdit ? <Check aria-hidden size={20} /> : <ArrowUp aria-hidden size={20} />}
          </button>
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
  readonly completion: Completion;
  readonly submit: () => void;
}

function pressed(
  event: KeyboardEvent<HTMLTextAreaElement>,
  { writer, completion, submit }: Acts,
): void {
  // What an input method is putting together is its own; its Enter sends nothing.
  if (isComposing(event.nativeEvent) || completion.press(event)) return;
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
