/** Counts wrong guesses, for every web process alike: of passwords, tokens, codes and sites' keys. */
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';

/** Seconds. */
const WINDOW = 15 * 60;
/** Wrong guesses within the window. An account takes fewer than an address, behind which many people may sit. */
const LIMITS: Record<string, number> = { account: 10, ip: 30, token: 30, code: 10, site: 30 };

/** @throws ProblemError 429 while any of these keys (`kind:who`) has been wrong too often */
export async function checkGuesses(panel: PanelContext, keys: string[]): Promise<void> {
  const now = panel.clock();
  const rows = await panel.prisma.rateCount.findMany({ where: { key: { in: keys }, resetsAt: { gt: now } } });
  const full = rows.find((row) => row.hits >= (LIMITS[row.key.split(':')[0] ?? ''] ?? 10));
  if (!full) return;
  const wait = Math.max(1, Math.ceil((full.resetsAt.getTime() - now.getTime()) / 1000));
  throw new ProblemError(429, 'Too many attempts', {
    detail: 'Too many wrong attempts from this address or for this account.',
    hint: `Wait ${Math.ceil(wait / 60)} minutes and try again.`,
    headers: { 'Retry-After': String(wait) },
  });
}

/** Counts one wrong guess against each of these keys. */
export async function countGuess(panel: PanelContext, keys: string[]): Promise<void> {
  const now = panel.clock();
  const resetsAt = new Date(now.getTime() + WINDOW * 1000);
  for (const key of keys) {
    await panel.prisma.$executeRaw`
      INSERT INTO "RateCount" ("key", "hits", "resetsAt") VALUES (${key}, 1, ${resetsAt})
      ON CONFLICT ("key") DO UPDATE SET
        "hits" = CASE WHEN "RateCount"."resetsAt" <= ${now} THEN 1 ELSE "RateCount"."hits" + 1 END,
        "resetsAt" = CASE WHEN "RateCount"."resetsAt" <= ${now} THEN ${resetsAt} ELSE "RateCount"."resetsAt" END`;
  }
}

/** Forgets an account's wrong guesses after a right one. */
export async function forgetGuesses(panel: PanelContext, keys: string[]): Promise<void> {
  await panel.prisma.rateCount.deleteMany({ where: { key: { in: keys } } });
}
