import type { EntityCounts, MigrationSettings } from '../../../../contract/agent/migration.js';
import { subRun } from '../../../backup/sub-progress.js';
import type { AgentContext } from '../../../context.js';
import { jobsExporter } from '../../../organisation/export/jobs.js';
import { orgstructureExporter } from '../../../organisation/export/orgstructure.js';
import type { Exporter } from '../../exporter.js';
import { resolveSettings, type SettingSpec } from '../../settings.js';
import { certificatesExporter } from './certificates.js';
import { cohortsExporter } from './cohorts.js';
import { courseCategoriesExporter } from './course-categories.js';
import { coursesExporter } from './courses.js';
import { customReportsExporter } from './custom-reports.js';
import { usersExporter } from './users.js';

interface Part {
  /** Of the flag. */
  name: string;
  what: string;
  exporter: Exporter;
  /** What it is given of the site's settings. */
  settings?(given: MigrationSettings): MigrationSettings;
  /** Its share of the progress. */
  weight: number;
}

/** In the order in which they are written: what is asked for before what is only a place. */
const parts: readonly Part[] = [
  {
    name: 'users',
    what: 'users with their profile fields',
    exporter: usersExporter,
    settings: ({ passwords }) => ({ passwords: passwords! }),
    weight: 10,
  },
  {
    name: 'coursecategories',
    what: 'course categories',
    exporter: courseCategoriesExporter,
    settings: () => ({ courses: 0 }),
    weight: 1,
  },
  {
    name: 'courses',
    what: 'courses',
    exporter: coursesExporter,
    settings: ({ course_users, logs, grade_histories }) => ({
      users: course_users!,
      logs: logs!,
      grade_histories: grade_histories!,
    }),
    weight: 80,
  },
  { name: 'cohorts', what: 'cohorts with their members', exporter: cohortsExporter, weight: 5 },
  {
    name: 'orgstructure',
    what: 'departments and positions',
    exporter: orgstructureExporter,
    weight: 1,
  },
  { name: 'jobs', what: 'jobs', exporter: jobsExporter, weight: 1 },
  { name: 'customreports', what: 'custom reports', exporter: customReportsExporter, weight: 1 },
  { name: 'certificates', what: 'certificate templates', exporter: certificatesExporter, weight: 1 },
];

const flag = (name: string, value: 0 | 1, description: string): SettingSpec => ({
  name,
  kind: 'flag',
  default: value,
  description,
});

async function chosenParts(context: AgentContext, settings: MigrationSettings) {
  const chosen: (Part & { resolved: MigrationSettings })[] = [];
  for (const part of parts) {
    if (settings[part.name] !== 1 || !(await part.exporter.available(context))) continue;
    const resolved = resolveSettings(part.exporter.settings, part.settings?.(settings) ?? {});
    chosen.push({ ...part, resolved });
  }
  return chosen;
}

/** Everything: the chain of all other exporters. */
export const siteExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\site',
  title: 'site',
  settings: [
    ...parts.map(({ name, what }) =>
      flag(name, 1, `Whether the file holds ${what}, where the site has any.`),
    ),
    flag(
      'passwords',
      0,
      "Whether Moodle's hashes of passwords go along; only an administrator may ask for them.",
    ),
    flag('course_users', 1, 'Whether courses bring the people in them and what these have done.'),
    flag('logs', 0, 'Whether courses bring their logs; only with course_users.'),
    flag('grade_histories', 0, 'Whether courses bring the histories of grades; only with course_users.'),
  ],
  capabilities: ['moodle/site:config'],
  administratorFor: ({ passwords }) => passwords === 1,
  available: async () => true,
  async count({ context, settings }) {
    const counts: EntityCounts = {};
    for (const { exporter, resolved } of await chosenParts(context, settings)) {
      const found = await exporter.count({ context, settings: resolved });
      // What several bring is in the file once, and the largest of them brings it whole.
      for (const [kind, count] of Object.entries(found) as [keyof EntityCounts, number][])
        counts[kind] = Math.max(counts[kind] ?? 0, count);
    }
    return counts;
  },
  async write(job) {
    const chosen = await chosenParts(job.context, job.settings);
    const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
    let before = 0;
    for (const { exporter, resolved, weight } of chosen) {
      const run = subRun(job.run, before / total, (before + weight) / total);
      await exporter.write({ ...job, settings: resolved, run });
      before += weight;
    }
  },
};
