import type { Line } from '@/shared/connection/line';

/** A line that opens once there is a token for it, unless it was closed before. */
export function lateLine(token: Promise<string>, open: (token: string) => Line): Line {
  let line: Line | null = null;
  let isClosed = false;
  token.then(
    (it) => {
      if (!isClosed) line = open(it);
    },
    () => undefined,
  );
  return {
    ask: async (...asked) => {
      if (!line) throw new Error('it is not open');
      return await line.ask(...asked);
    },
    close: () => {
      isClosed = true;
      line?.close();
    },
  };
}
