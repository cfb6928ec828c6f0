const two = (value: number) => String(value).padStart(2, '0');

/** `courses-export-20260301-1005.zip`, by the clock of this machine as Workplace names them. */
export function exportFileName(title: string, time: Date): string {
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${title}-export-${day}-${two(time.getHours())}${two(time.getMinutes())}.zip`;
}
