import { useServer } from '@/shared/api/use-server';
import type { Message } from '@/shared/api/wire';
import { usePart } from '@/shared/part';
import { previewPart } from './preview-part';

export interface PreviewPlaceProps {
  readonly message: Message;
  readonly tabIndex: number;
}

/** Whether it is worth asking: what a link really is, the server finds. */
export function mayHaveLink(text: string | null | undefined): boolean {
  return /https?:\/\//iu.test(text ?? '');
}

/** Where it is shown what the links of a message say, if the server asks them. */
export function PreviewPlace(props: PreviewPlaceProps) {
  const isMade = useServer().data?.features.includes('previews') ?? false;
  const loaded = usePart(previewPart);
  return isMade && loaded instanceof Object ? <loaded.LinkPreviews {...props} /> : null;
}
