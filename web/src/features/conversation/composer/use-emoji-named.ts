/** Which emoji the words after a `:` may mean: those that one took last first, in one's own tone of skin. */
import { useMemo } from 'react';
import { type Emoji, findEmoji, inTone } from '@/shared/emoji/catalogue';
import { recent, tone } from '@/shared/emoji/habits';
import { useCatalogue } from '@/shared/emoji/use-catalogue';
import { useCell } from '@/shared/use-cell';
import { MOST_SHOWN } from './matching';

interface Named {
  readonly emoji: string;
  readonly label: string;
}

/** `query`: null while none is being named, so that nothing is loaded. */
export function useEmojiNamed(query: string | null): readonly Named[] {
  const { data } = useCatalogue(query !== null);
  const shade = useCell(tone);
  return useMemo(() => {
    if (query === null || !data) return [];
    const found = findEmoji(data, query.replaceAll('_', ' '));
    const last = recent();
    const isRecent = ({ emoji, tones }: Emoji): boolean =>
      last.some((it) => it === emoji || tones?.includes(it));
    return [...found.filter(isRecent), ...found.filter((it) => !isRecent(it))]
      .slice(0, MOST_SHOWN)
      .map((it) => ({ emoji: inTone(it, shade), label: it.label }));
  }, [query, data, shade]);
}
