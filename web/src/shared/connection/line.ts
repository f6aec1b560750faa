/**
 * One attempt to reach the server, and the connection that comes of it. A line lives once: what
 * comes after it is another line. `socket-line.ts` is the one over Socket.IO.
 */
export interface Line {
  /** What the server acknowledged with. Rejects where nothing came in time. */
  ask(event: string, payload: unknown, timeout_ms: number): Promise<unknown>;
  /** Ends it; its listener hears nothing more. */
  close(): void;
}

export interface LineListener {
  opened(): void;
  /** The server doesn't want this line; `code` is a problem's. */
  refused(code: string): void;
  /** It never opened, or it broke. */
  lost(): void;
  heard(event: string, payload: unknown): void;
}

/** The way is made while the token is still waited for: on a slow network both take their time. */
export type Dial = (token: Promise<string>, listener: LineListener) => Line;
