/** Time zones, by the names that the server knows them by. */

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All that this browser knows, with this one and its own among them. */
export function zoneNames(held: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = new Set([...known, 'UTC', ownZone(), held]);
  all.delete('');
  return [...all].sort();
}
