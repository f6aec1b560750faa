/**
 * What a browser and its system are called, read from what the browser calls itself. A guess that
 * is good enough to know one's own devices by; nothing depends on it.
 */
export interface Device {
  readonly browser: string | null;
  readonly system: string | null;
}

/** In this order: most browsers also call themselves by the names of older ones. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?(iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export function deviceOf(user_agent: string): Device {
  const find = (known: typeof BROWSERS): string | null =>
    known.find(([pattern]) => pattern.test(user_agent))?.[1] ?? null;
  const browser = find(BROWSERS);
  // A program's own name and version, `curl/8.5` say.
  const program = /^([\w .-]{1,40})\//.exec(user_agent)?.[1];
  const isBrowser = program === undefined || program === 'Mozilla';
  return { browser: browser ?? (isBrowser ? null : program), system: find(SYSTEMS) };
}
