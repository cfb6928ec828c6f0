/** Members of cohorts. Nobody is taken out of a cohort, and nobody is made for one. */
import type { EntityRow } from '../../format/entities.js';
import type { ImportJob, KindImporter } from '../../importer.js';
import { chunked } from '../chunked.js';
import { Creation } from '../creation.js';
import { findUsers, USER_CHUNK } from '../find-users.js';
import { isPlaceholder, placeholderOf } from '../placeholder.js';
import { usersMatchOf, usersMatchSetting } from '../users-match.js';

type Row = EntityRow<'cohortmembers'>;

export const cohortMembersImporter: KindImporter<'cohortmembers'> = {
  kind: 'cohortmembers',
  settings: [usersMatchSetting],
  capabilities: ['moodle/cohort:assign'],
  async import(rows, job) {
    const creation = await Creation.begin({ job, kind: 'cohortmembers', table: null });
    for await (const chunk of chunked(rows, USER_CHUNK)) {
      job.run.signal.throwIfAborted();
      const users = await usersOf(
        job,
        chunk.map(({ row }) => row),
      );
      const pairs = await Promise.all(
        chunk.map(async ({ row }, i) => ({
          cohort: await job.ids.get('cohorts', row.cohort),
          user: users[i]!,
        })),
      );
      const members = await membersAmong(job, pairs);
      for (const [i, { line, row }] of chunk.entries()) {
        const { cohort, user } = pairs[i]!;
        const entry = { line, name: row.user.username, sourceId: null, targetId: null };
        if (cohort === null)
          await creation.tell({ ...entry, outcome: 'skipped', message: 'The cohort was not brought in.' });
        else if (typeof user === 'string')
          await creation.tell({ ...entry, outcome: 'skipped', message: user });
        else if (members.has(pairKey(cohort, user))) await creation.tell({ ...entry, outcome: 'matched' });
        else {
          members.add(pairKey(cohort, user));
          await creation.add({ line, cohort, user }, { name: row.user.username, sourceId: null });
        }
      }
    }
    await creation.finish();
  },
};

const pairKey = (cohort: number, user: number) => `${cohort}/${user}`;

/** Who they are here, or in words why nobody. */
async function usersOf(job: ImportJob, rows: readonly Row[]): Promise<(number | string)[]> {
  const refs = rows.map(({ user }) => user);
  const matches = await findUsers(job.context.site, refs, usersMatchOf(job.settings));
  return Promise.all(
    matches.map(async (match, i) => {
      if (match.kind === 'found') return match.id;
      const mapped = await job.ids.get('users', refs[i]!.id);
      if (mapped !== null && isPlaceholder(mapped)) return placeholderOf(refs[i]!.id);
      return match.kind === 'conflict' ? match.message : 'There is no such user here.';
    }),
  );
}

async function membersAmong(
  { context }: ImportJob,
  pairs: readonly { cohort: number | null; user: number | string }[],
): Promise<Set<string>> {
  const cohorts = [
    ...new Set(pairs.flatMap(({ cohort }) => (cohort !== null && cohort > 0 ? [cohort] : []))),
  ];
  const users = [
    ...new Set(pairs.flatMap(({ user }) => (typeof user === 'number' && user > 0 ? [user] : []))),
  ];
  if (cohorts.length === 0 || users.length === 0) return new Set();
  const rows = await context.site.database.db
    .selectFrom('cohort_members')
    .select(['cohortid', 'userid'])
    .where('cohortid', 'in', cohorts.map(String))
    .where('userid', 'in', users.map(String))
    .execute();
  return new Set(rows.map((row) => pairKey(Number(row.cohortid), Number(row.userid))));
}
