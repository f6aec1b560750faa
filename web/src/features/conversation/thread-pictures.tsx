/** Pictures of replies that the conversation itself has not loaded: it shows those that it has. */
import { useViewed } from '@/shared/files/viewed';
import { useCell } from '@/shared/use-cell';
import { fileParts } from './file-parts';
import { useScene } from './scene';
import type { ThreadReader } from './timeline/thread-reader';

export function ThreadPictures({ reader }: { readonly reader: ThreadReader }) {
  const viewed = useViewed();
  const { timeline } = useScene().room;
  const parts = useCell(fileParts.loaded);
  useCell(timeline.ranges);
  const isHere = viewed !== null && reader.held.byId(viewed.message_id) !== undefined;
  if (!isHere || timeline.byId(viewed.message_id) || !(parts instanceof Object)) return null;
  return <parts.LightboxPlace />;
}
