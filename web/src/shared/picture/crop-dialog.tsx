/** Which part of a picture is shown: a square, of which people see what is round. Loaded when it is asked. */
import { Dialog } from 'radix-ui';
import { useId, useState } from 'react';
import { useSay } from '../i18n/i18n';
import { Button } from '../ui/button';
import { type Crop, largestCrop, MOST_ZOOM, zoomed, zoomOf } from './crop';
import styles from './crop-dialog.module.css';
import { CropFrame, type Shape } from './crop-frame';

interface Props {
  readonly picture: ImageBitmap;
  readonly shape: Shape;
  readonly onTake: (crop: Crop) => void;
  readonly onCancel: () => void;
  /** What opened it is not a button of its own. */
  readonly onClosed: () => void;
}

export function CropDialog({ picture, shape, onTake, onCancel, onClosed }: Props) {
  const say = useSay();
  const [crop, setCrop] = useState(() => largestCrop(picture));
  const hint = useId();
  return (
    <Dialog.Root onOpenChange={(isOpen) => !isOpen && onCancel()} open>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['overlay']} />
        <Dialog.Content
          aria-describedby={undefined}
          className={styles['dialog']}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          // A slip beside it is not to lose what was adjusted.
          onPointerDownOutside={(event) => event.preventDefault()}
        >
          <Dialog.Title className={styles['title']}>{say('picture.crop')}</Dialog.Title>
          <CropFrame
            crop={crop}
            described_by={hint}
            onChange={setCrop}
            picture={picture}
            shape={shape}
          />
          <label className={styles['zoom']}>
            {say('picture.zoom')}
            <input
              max={MOST_ZOOM}
              min={1}
              onChange={({ target }) => setCrop((it) => zoomed(it, picture, target.valueAsNumber))}
              step={0.01}
              type="range"
              value={zoomOf(crop, picture)}
            />
          </label>
          <p className={styles['hint']} id={hint}>
            <span className={styles['mouse']}>{say('picture.crop_hint')}</span>
            <span className={styles['thumb']}>{say('picture.crop_touch')}</span>
          </p>
          <div className={styles['actions']}>
            <Button look="quiet" onClick={onCancel}>
              {say('app.cancel')}
            </Button>
            <Button onClick={() => onTake(crop)}>{say('picture.take')}</Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
