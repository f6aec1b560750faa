/** People who talk in the busy conversation without a pause. */
import { type House, line } from './house';

interface Crowd {
  readonly stop: () => Promise<{ count: number; last: number }>;
}

/** One says something every so many milliseconds, whoever has been answered. */
export function talk({ others, busy }: House, every_ms: number): Crowd {
  const began = performance.now();
  const answers: Promise<string>[] = [];
  const timer = setInterval(() => {
    while (answers.length < (performance.now() - began) / every_ms) {
      const n = 1_000_000 + answers.length;
      const account = others[n % others.length];
      if (account) answers.push(account.says(busy, line(n)));
    }
  }, every_ms);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(answers);
      return { count: answers.length, last: 1_000_000 + answers.length - 1 };
    },
  };
}
