/**
 * Another picture for a person or a conversation, from a chosen file to what everybody sees: it is
 * opened, a part of it is chosen, that is sent, and then said whose it is.
 */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../services';
import type { Crop } from './crop';
import { cutOut } from './cut-out';
import { openPicture } from './open-picture';
import { PictureError } from './picture-error';
import { sendPicture } from './send-picture';

interface Given {
  /** The picture that there is now. */
  readonly current: string | null;
  /** A file that was sent, or null where there is to be none. */
  readonly onSave: (file_id: string | null) => Promise<unknown>;
}

interface Cutting {
  readonly picture: ImageBitmap;
  readonly CropDialog: typeof import('./crop-dialog')['CropDialog'];
}

export function usePicture({ current, onSave }: Given) {
  const { api } = useServices();
  const [cutting, setCutting] = useState<Cutting | null>(null);
  /** What was cut out, until everybody is told to show it. */
  const [blob, setBlob] = useState<Blob | null>(null);
  const open = useMutation({ mutationFn: openCutting, onSuccess: setCutting });
  const save = useMutation({
    // Null for none at all.
    mutationFn: async (cut: (() => Promise<Blob>) | null) => {
      const made = cut && (await cut());
      setBlob(made);
      const id = made && (await sendPicture(api, made));
      await onSave(id);
      return id;
    },
  });
  if (blob && save.isSuccess && save.data === current) setBlob(null);
  const isBusy = open.isPending || save.isPending;
  const begin = (): void => {
    open.reset();
    save.reset();
  };
  const end = (): void => {
    cutting?.picture.close();
    setCutting(null);
  };
  return {
    cutting,
    blob,
    open,
    save,
    isBusy,
    choose: (file: File | null | undefined): void => {
      if (!file || isBusy || cutting) return;
      begin();
      setBlob(null);
      open.mutate(file);
    },
    cancel: end,
    take: (crop: Crop): void => {
      if (!cutting) return;
      save.mutate(async () => await cutOut(cutting.picture, crop).finally(end));
    },
    again: (): void => {
      if (!isBusy && blob) save.mutate(() => Promise.resolve(blob));
    },
    remove: (): void => {
      if (isBusy) return;
      begin();
      save.mutate(null);
    },
  };
}

export type PictureWork = ReturnType<typeof usePicture>;

/** Before it is needed, too: going there it waits for nothing. */
export async function loadCropDialog(): Promise<typeof import('./crop-dialog')> {
  return await import('./crop-dialog');
}

async function openCutting(file: File): Promise<Cutting> {
  const loading = loadCropDialog().catch((cause) => {
    throw new PictureError('not_loaded', '', cause);
  });
  // Why it can't be opened comes before why it can't be cut.
  loading.catch(() => undefined);
  const picture = await openPicture(file);
  return { picture, CropDialog: (await loading).CropDialog };
}
