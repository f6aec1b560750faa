/**
 * The names that an `@`, a `#` or a `:` may become. What knows them comes with the first key, or when
 * there is nothing else to do; until then one writes without it.
 */
import type { KeyboardEvent, Ref, RefObject } from 'react';
import { Part, usePart } from '@/shared/part';

export const completionPart = new Part(async () => {
  const { Suggestions } = await import('./suggestions');
  return { Suggestions };
});

export interface Completion {
  /** Something was typed. */
  readonly look: () => void;
  /** The caret is elsewhere: nothing opens by that alone. */
  readonly follow: () => void;
  readonly close: () => void;
  /** Whether the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean;
}

export interface CompleterProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Of the list. */
  readonly id: string;
  readonly ref: Ref<Completion>;
  /** Another one is chosen, or none; what is given is the id of its element. */
  readonly onActive: (id: string | undefined) => void;
  /** The text is another one. */
  readonly onTaken: () => void;
}

export function Completer(props: CompleterProps) {
  const loaded = usePart(completionPart);
  return loaded instanceof Object ? <loaded.Suggestions {...props} /> : null;
}
