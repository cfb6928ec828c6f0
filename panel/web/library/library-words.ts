/** What a plugin says of itself, in words. */
import type { LibraryItem } from '../../../contract/panel/library.js';

const maturities: Record<number, string> = {
  50: 'Alpha',
  100: 'Beta',
  150: 'Release candidate',
  200: 'Stable',
};

export const maturityWords = (maturity: number | null): string | null =>
  maturity === null ? null : (maturities[maturity] ?? `Maturity ${maturity}`);

/** Moodle's branch numbers: 39 is 3.9, 311 is 3.11, 405 is 4.5, 500 is 5.0. */
export function branchWords(branch: number): string {
  const digits = String(branch);
  return digits.length < 3 ? `${digits[0]}.${digits[1] ?? '0'}` : `${digits[0]}.${Number(digits.slice(1))}`;
}

/** Which branches of Moodle it says it is for, such as `Moodle 4.1 – 4.5`; null where it says nothing. */
export function supportedWords(item: Pick<LibraryItem, 'supported' | 'incompatible'>): string | null {
  const [from, to] = item.supported ?? [];
  if (from !== undefined && to !== undefined) {
    return from === to ? `Moodle ${branchWords(from)}` : `Moodle ${branchWords(from)} – ${branchWords(to)}`;
  }
  return item.incompatible === null ? null : `Not for Moodle ${branchWords(item.incompatible)} and later`;
}
