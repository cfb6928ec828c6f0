/** How the command line speaks: results on standard output, questions and notes on standard error. */

/** Ends a command with one line and exit code 1. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

export function say(text: string): void {
  process.stdout.write(text + '\n');
}

export function note(text: string): void {
  process.stderr.write(text + '\n');
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

/** Rows under headings, each column as wide as its longest cell. */
export function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const format = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(format).join('\n');
}

/** `2026-11-21 09:30:00` in UTC, or a dash. */
export function time(date: Date | null): string {
  return date === null ? '-' : date.toISOString().slice(0, 19).replace('T', ' ');
}
