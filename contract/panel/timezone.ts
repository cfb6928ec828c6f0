/** Time zones by their IANA names, as every runtime of both sides knows them. */

/** Whether the runtime knows the zone: `Europe/Berlin`, `UTC`. Offsets such as `+02:00` are no zones: they know no summer. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
