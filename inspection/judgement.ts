/** What is found when a zip is held against a site. */
import type { ChangeReason } from '../contract/agent/changes.js';

export interface Judgement {
  /** Everything that keeps it from being done; empty where nothing does. */
  reasons: ChangeReason[];
  /** What an operator should know although it can be done. */
  warnings: ChangeReason[];
}

/** A reason, or none where the condition does not hold. */
export function when(condition: boolean, code: string, message: string): ChangeReason[] {
  return condition ? [{ code, message }] : [];
}

const maturityNames: readonly (readonly [number, string])[] = [
  [50, 'an alpha version'],
  [100, 'a beta version'],
  [150, 'a release candidate'],
];

/** A warning of what is not meant for live sites. */
export function maturityWarning(name: string, maturity: number | null): ChangeReason[] {
  const found =
    maturity === null || maturity >= 200 ? undefined : maturityNames.findLast(([least]) => maturity >= least);
  return when(
    maturity !== null && maturity < 200,
    'maturity',
    `${name} is ${found?.[1] ?? 'not a stable version'}: try it on a test site first.`,
  );
}
