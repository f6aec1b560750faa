/** Why a file is not taken for a picture, found out here, before anything is sent. */
export type PictureFault =
  | 'not_one'
  /** A picture, of a kind that this browser doesn't know. */
  | 'unknown_kind'
  | 'broken'
  | 'too_large'
  /** The part of the app that it needs. */
  | 'not_loaded';

export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly fault: PictureFault;
  /** The file's name, or what its kind is called. */
  readonly what: string;

  constructor(fault: PictureFault, what = '', cause?: unknown) {
    super(`${fault}: ${what}`, { cause });
    this.fault = fault;
    this.what = what;
  }
}
