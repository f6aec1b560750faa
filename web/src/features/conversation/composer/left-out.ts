/** What was not taken of what somebody wanted to send. */
export interface LeftOut {
  readonly files: number;
  readonly folders: number;
  /** So many a message carries. */
  readonly most: number;
}

export const NOTHING: LeftOut = { files: 0, folders: 0, most: 0 };
