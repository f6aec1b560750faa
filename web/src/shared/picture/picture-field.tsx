/** A picture as it is shown, and what is done with it: choosing another one, or none. */
import { type ClipboardEvent, type ReactNode, useRef } from 'react';
import { useDrop } from '../files/use-drop';
import { useSay } from '../i18n/i18n';
import { Button } from '../ui/button';
import type { Shape } from './crop-frame';
import styles from './picture-field.module.css';
import { PictureNews } from './picture-news';
import { PicturePreview } from './picture-preview';
import { loadCropDialog, usePicture } from './use-picture';

interface Props {
  readonly shape: Shape;
  /** The picture that there is now. */
  readonly current: string | null;
  /** A file that was sent, or null where there is to be none. */
  readonly onSave: (file_id: string | null) => Promise<unknown>;
  /** The picture as it is shown, or what stands in its place. */
  readonly shown: ReactNode;
  /** What stands beside it. */
  readonly children: ReactNode;
  /** What else can be done than to press. */
  readonly hint?: string;
}

export function PictureField({ shape, current, onSave, shown, children, hint }: Props) {
  const say = useSay();
  const work = usePicture({ current, onSave });
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { isOver, handlers } = useDrop((data) => work.choose(data.files[0]));
  const { cutting } = work;
  const focus = (): void => button.current?.focus();
  const load = (): void => void loadCropDialog().catch(() => undefined);
  const paste = (event: ClipboardEvent): void => {
    const [file] = event.clipboardData.files;
    if (file) event.preventDefault();
    work.choose(file);
  };
  return (
    <>
      <fieldset
        aria-label={say('picture.label')}
        className={styles['field']}
        data-over={isOver}
        onPaste={paste}
        // Whoever pressed here can paste here.
        tabIndex={-1}
        {...handlers}
      >
        <span className={styles['picture']} data-shape={shape}>
          {shown}
          {work.blob && <PicturePreview blob={work.blob} isSaved={work.save.isSuccess} />}
        </span>
        <div className={styles['beside']}>{children}</div>
        <div className={styles['below']}>
          <div className={styles['actions']}>
            <Button
              aria-disabled={work.isBusy}
              look="quiet"
              onClick={() => work.isBusy || input.current?.click()}
              onFocus={load}
              onPointerEnter={load}
              ref={button}
            >
              {say(current === null ? 'picture.choose' : 'picture.choose_another')}
            </Button>
            {current !== null && (
              <Button
                aria-disabled={work.isBusy}
                look="quiet"
                onClick={() => {
                  focus();
                  work.remove();
                }}
              >
                {say('picture.remove')}
              </Button>
            )}
          </div>
          <PictureNews
            hint={hint}
            onRetry={() => {
              focus();
              work.again();
            }}
            work={work}
          />
        </div>
        <input
          accept="image/*"
          aria-hidden
          className={styles['input']}
          onChange={({ target }) => {
            work.choose(target.files?.[0]);
            // The same one may be chosen again.
            target.value = '';
          }}
          ref={input}
          tabIndex={-1}
          type="file"
        />
      </fieldset>
      {cutting && (
        <cutting.CropDialog
          onCancel={work.cancel}
          onClosed={focus}
          onTake={work.take}
          picture={cutting.picture}
          shape={shape}
        />
      )}
    </>
  );
}
