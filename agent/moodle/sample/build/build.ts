/** What every part of the builder is given, and the sample's calendar. */
import type { SampleSql } from '../sql.js';
import type { SampleLayout } from '../layout.js';
import type { SampleSiteFacts } from '../sample-sites.js';
import type { Random } from './random.js';

export interface Build {
  sql: SampleSql;
  layout: SampleLayout;
  site: SampleSiteFacts;
  random: Random;
  /** Unix seconds of the build; only last accesses and the like depend on it. */
  now: number;
}

export const day = 86400;
/** The first Monday of the autumn term, 00:00 UTC; all content is dated from it, so that every build is the same. */
export const termStart = Date.UTC(2025, 8, 1) / 1000;
/** When the site was installed. */
export const siteStart = termStart - 400 * day;

/** A moment in the term: its week from 0, the day of the week from 0 for Monday, the hour. */
export function inTerm(week: number, weekday = 0, hour = 9): number {
  return termStart + (week * 7 + weekday) * day + hour * 3600;
}
