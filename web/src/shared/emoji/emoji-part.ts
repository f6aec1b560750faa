/** What picks emoji: it comes when there is nothing else to do, or when it is wanted first; its lists when it is open. */
import { Part } from '../part';

export const emojiPart = new Part(async () => {
  const [{ EmojiPicker }, { EmojiPopover }] = await Promise.all([
    import('./emoji-picker'),
    import('./emoji-popover'),
  ]);
  return { EmojiPicker, EmojiPopover };
});
