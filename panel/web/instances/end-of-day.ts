/** The last second of a day (`2026-12-31`, in the reader's time zone) as a timestamp; null for an empty field. */
export function endOfDay(date: string): string | null {
  return date ? new Date(`${date}T23:59:59`).toISOString() : null;
}

/** The day of a timestamp for a date field, in the reader's time zone; empty for null. */
export function dateField(iso: string | null): string {
  if (iso === null) return '';
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
