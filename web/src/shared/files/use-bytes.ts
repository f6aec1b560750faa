/** How large something is, as the reader's language writes it: 12 kB, 2.4 MB. */
import { useLingui } from '@lingui/react';
import { useCallback } from 'react';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1000;

export function useBytes(): (bytes: number) => string {
  const { i18n } = useLingui();
  return useCallback((bytes) => bytesText(bytes, i18n.locales ?? i18n.locale), [i18n]);
}

export function bytesText(bytes: number, locales: string | string[]): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded up to 1000 of a unit is 1 of the next.
  while (Math.round(value) >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(locales, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit >= 2 && value < 10 ? 1 : 0,
  }).format(value);
}
