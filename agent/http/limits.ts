/** Who may ask, and how often: allowed networks, requests a minute, failed keys a minute. */
import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit, type Options } from 'express-rate-limit';
import ipaddr from 'ipaddr.js';
import { StartError } from '../../runtime/start-error.js';
import { ApiError } from './errors.js';

const WINDOW = 60_000;
/** Wrong keys that one address may send within the window. */
export const FAILED_KEY_LIMIT = 20;

const tooMany = (retryAfter: number) =>
  new ApiError(429, 'Too many requests.', { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter))) });

/** The client's address: the peer's, or what a trusted proxy says. IPv6 clients count by network. */
function addressOf(req: Request): string {
  return ipKeyGenerator(req.ip ?? 'unknown');
}

/**
 * Refuses clients outside of these networks with 403. An empty list lets everybody in.
 * @param allowed addresses or CIDR ranges, both families
 * @throws StartError naming an entry that is neither
 */
export function addressAllowList(allowed: readonly string[]): RequestHandler {
  const ranges = allowed.map(parseRange);
  return (req, _res, next) => {
    if (ranges.length > 0 && !inside(req.ip, ranges)) {
      throw new ApiError(403, 'This address is not allowed.');
    }
    next();
  };
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

function parseRange(text: string): Range {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    throw new StartError(`AGENT_ALLOWED_IPS: "${text}" is no address and no range such as 10.0.0.0/8.`);
  }
}

function inside(ip: string | undefined, ranges: readonly Range[]): boolean {
  if (ip === undefined || !ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return ranges.some(([range, bits]) => address.kind() === range.kind() && address.match(range, bits));
}

/** Answers 429 to an address that asks more than `perMinute` times a minute; 0 sets no limit. */
export function requestLimit(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_req, _res, next) => next();
  return rateLimit({
    windowMs: WINDOW,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    // A forged X-Forwarded-For is not worth a log entry: it is not looked at.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (req, _res, next) => {
      const reset = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      next(tooMany(reset ? (reset.getTime() - Date.now()) / 1000 : WINDOW / 1000));
    },
  });
}

export interface FailedKeys {
  /** @throws ApiError 429 while this client has failed too often, unless this key has opened from there before */
  check(req: Request, key: string): Promise<void>;
  /** Counts a wrong key against the client. */
  record(req: Request): Promise<void>;
  /** Remembers that this key opens from there. */
  vouch(req: Request, key: string): void;
}

/** How many pairs of address and key are remembered; an agent has one panel or two. */
const VOUCHED_LIMIT = 1000;

/**
 * Only failures count, so that a busy panel is never taken for somebody guessing. Nor is it locked out by somebody who
 * guesses from behind the same proxy: a key that has opened from an address before goes on opening.
 */
export function failedKeys(limit = FAILED_KEY_LIMIT): FailedKeys {
  const store = new MemoryStore();
  store.init({ windowMs: WINDOW } as Options);
  const vouched = new Set<string>();
  const pair = (req: Request, key: string) =>
    createHash('sha256')
      .update(`${addressOf(req)} ${key}`)
      .digest('base64');
  return {
    async check(req, key) {
      if (vouched.has(pair(req, key))) return;
      const seen = await store.get(addressOf(req));
      if (seen === undefined || seen.totalHits < limit) return;
      const left = (seen.resetTime?.getTime() ?? 0) - Date.now();
      if (left > 0) throw tooMany(left / 1000);
    },
    async record(req) {
      await store.increment(addressOf(req));
    },
    vouch(req, key) {
      if (vouched.size >= VOUCHED_LIMIT) vouched.clear();
      vouched.add(pair(req, key));
    },
  };
}
