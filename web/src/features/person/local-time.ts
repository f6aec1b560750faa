/** What time it is where somebody is. */

/** Null where this browser does not know the zone. */
export function localTime(time_zone: string, now: Date, locales: readonly string[]): string | null {
  try {
    const form = new Intl.DateTimeFormat([...locales], { timeStyle: 'short', timeZone: time_zone });
    return form.format(now);
  } catch {
    return null;
  }
}
