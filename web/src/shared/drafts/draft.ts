/** What was begun in a conversation and not sent, and where it is kept. */

export interface Draft {
  readonly conversation_id: string;
  readonly text: string;
  /** The message that it answers. */
  readonly reply_to?: string;
  /** The message that is being changed instead, while the text is kept aside. */
  readonly edit?: { readonly id: string; readonly text: string };
  /** What there is besides the question that the text is. */
  readonly poll?: DraftPoll;
}

interface DraftPoll {
  /** What was typed before it was to be a poll. */
  readonly begun: string;
  readonly options: readonly string[];
  readonly multiple: boolean;
  /** When it ends. */
  readonly ending: string;
}

/** Where drafts outlive the page. */
export interface DraftStore {
  list(): Promise<Draft[]>;
  put(draft: Draft): Promise<void>;
  remove(conversation_id: string): Promise<void>;
}

export function isEmpty({ text, reply_to, edit, poll }: Draft): boolean {
  return text.trim() === '' && reply_to === undefined && edit === undefined && poll === undefined;
}

export function isSame(one: Draft | null, other: Draft | null): boolean {
  return (
    one?.text === other?.text &&
    one?.reply_to === other?.reply_to &&
    one?.edit?.id === other?.edit?.id &&
    one?.edit?.text === other?.edit?.text &&
    JSON.stringify(one?.poll) === JSON.stringify(other?.poll)
  );
}
