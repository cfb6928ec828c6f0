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
  const full = rows.find((row) => row.hits >= limitOf(row.key));
  if (full) throw tooMany(panel, full.resetsAt);
}

/** Counts one wrong guess against each of these keys. */
export async function countGuess(panel: PanelContext, keys: string[]): Promise<void> {
  for (const key of keys) await count(panel, key);
}

/**
 * Counts an attempt before it is made, so that attempts sent side by side do not slip through together; one that turns
 * out right is taken back with `forgiveGuess`.
 * @throws ProblemError 429 when it is one too many
 */
export async function takeGuess(panel: PanelContext, keys: string[]): Promise<void> {
  for (const key of keys) {
    const { hits, resetsAt } = await count(panel, key);
    if (hits > limitOf(key)) throw tooMany(panel, resetsAt);
  }
}

async function count(panel: PanelContext, key: string): Promise<{ hits: number; resetsAt: Date }> {
  const now = panel.clock();
  const resetsAt = new Date(now.getTime() + WINDOW * 1000);
  const rows = await panel.prisma.$queryRaw<{ hits: number; resetsAt: Date }[]>`
      INSERT INTO "RateCount" ("key", "hits", "resetsAt") VALUES (${key}, 1, ${resetsAt})
      ON CONFLICT ("key") DO UPDATE SET
        "hits" = CASE WHEN "RateCount"."resetsAt" <= ${now} THEN 1 ELSE "RateCount"."hits" + 1 END,
        "resetsAt" = CASE WHEN "RateCount"."resetsAt" <= ${now} THEN ${resetsAt} ELSE "RateCount"."resetsAt" END
      RETURNING "hits", "resetsAt"`;
  return rows[0] ?? { hits: 1, resetsAt };
}

/**
 * After a right guess: the account begins anew. The address only gets this attempt back, or somebody with an account of
 * their own could go on guessing at others for ever.
 */
export async function forgiveGuess(panel: PanelContext, account: string, address: string): Promise<void> {
  await panel.prisma.rateCount.deleteMany({ where: { key: account } });
  await panel.prisma.rateCount.updateMany({ where: { key: address }, data: { hits: { decrement: 1 } } });
}

function limitOf(key: string): number {
  return LIMITS[key.split(':')[0] ?? ''] ?? 10;
}

function tooMany(panel: PanelContext, resetsAt: Date): ProblemError {
  const wait = Math.max(1, Math.ceil((resetsAt.getTime() - panel.clock().getTime()) / 1000));
  return new ProblemError(429, 'Too many attempts', {
    detail: 'Too many wrong attempts from this address or for this account.',
    hint: `Wait ${Math.ceil(wait / 60)} minutes and try again.`,
    headers: { 'Retry-After': String(wait) },
  });
}
