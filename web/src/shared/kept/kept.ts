/**
 * What this device keeps of what the server told, so that the app opens without a connection: read when
 * nobody answers, and never believed when somebody does.
 */
import type { Message, User } from '../api/wire';
import type { RoomView } from '../mirror/room';

export interface KeptState {
  readonly user: User;
  /** Of oneself, as of which the rest is. */
  readonly me_rev: number;
  readonly rooms: readonly RoomView[];
  readonly people: readonly User[];
}

/** The newest of a conversation, without gaps, as of one of its revisions. */
export interface KeptMessages {
  readonly conversation_id: string;
  readonly as_of: number;
  readonly kept_at: number;
  readonly messages: readonly Message[];
}

export interface KeptStore {
  state(): Promise<KeptState | undefined>;
  messages(conversation_id: string): Promise<KeptMessages | undefined>;
  /** Together or not at all; of conversations that are not in the state nothing stays. */
  put(state: KeptState, messages: readonly KeptMessages[]): Promise<void>;
  wipe(): Promise<void>;
}
