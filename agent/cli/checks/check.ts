/** One line of `doctor`. */
export interface Finding {
  name: string;
  state: 'ok' | 'warn' | 'FAIL';
  detail: string;
  /** How to mend it; always there unless `ok`. */
  mend?: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail });
export const warn = (name: string, detail: string, mend: string): Finding => ({
  name,
  state: 'warn',
  detail,
  mend,
});
export const fail = (name: string, detail: string, mend: string): Finding => ({
  name,
  state: 'FAIL',
  detail,
  mend,
});

/** The first sentence of an error, for a finding. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
