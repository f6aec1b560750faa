import { useMemo } from 'react';
import { useServer } from '@/shared/api/use-server';
import type { Message } from '@/shared/api/wire';
import { usePart } from '@/shared/part';
import { previewPart } from './preview-part';
import { likelyPreviews, PreviewRooms } from './preview-rooms';

export interface PreviewsProps {
  readonly message: Message;
  readonly tabIndex: number;
  /** For so many there is room already. */
  readonly likely: number;
}

interface Props extends Omit<PreviewsProps, 'likely'> {
  /** Until then nobody can be asked. */
  readonly isStored: boolean;
}

/** Whether it is worth asking: what a link really is, the server finds. */
export function mayHaveLink(text: string | null | undefined): boolean {
  return /https?:\/\//iu.test(text ?? '');
}

/** Where it is shown what the links of a message say, if the server asks them. */
export function PreviewPlace({ isStored, ...props }: Props) {
  const { data, isError } = useServer();
  const loaded = usePart(previewPart);
  const { body } = props.message;
  const likely = useMemo(() => likelyPreviews(body ?? ''), [body]);
  const isMade = data ? data.features.includes('previews') : !isError;
  if (!isMade || loaded === 'failed') return null;
  if (!(isStored && data && loaded)) return <PreviewRooms count={likely} />;
  return <loaded.LinkPreviews {...props} likely={likely} />;
}
