import type { Exporter, ExportJob } from '../../exporter.js';
import type { SettingSpec } from '../../settings.js';
import { chosenIds, instanceSettings } from '../reading/chosen.js';
import {
  countProfileFields,
  countUsers,
  existingUsers,
  profileFieldRows,
  userRows,
  type UserChoice,
} from '../reading/users.js';

const flags: readonly SettingSpec[] = [
  { name: 'suspended', kind: 'flag', default: 1, description: 'Whether suspended users are among them.' },
  {
    name: 'passwords',
    kind: 'flag',
    default: 0,
    description:
      "Whether Moodle's hashes of their passwords go along; only an administrator may ask for them.",
  },
];

async function chosen({ context, settings }: Pick<ExportJob, 'context' | 'settings'>): Promise<UserChoice> {
  const { site } = context;
  const ids = await chosenIds(site.database, settings, 'select_users', (_, some) =>
    existingUsers(site, some),
  );
  return { ids, suspended: settings.suspended === 1 };
}

/** Users with their profile fields. */
export const usersExporter: Exporter = {
  name: 'tool_wp\\tool_wp\\exporter\\users',
  title: 'users',
  settings: [...instanceSettings('select_users', 'users'), ...flags],
  capabilities: ['moodle/user:viewalldetails'],
  administratorFor: ({ passwords }) => passwords === 1,
  available: async () => true,
  async count(job) {
    const { site } = job.context;
    return {
      profilefields: await countProfileFields(site),
      users: await countUsers(site, await chosen(job)),
    };
  },
  async write(job) {
    const { context, settings, out, run } = job;
    run.progress(0, 'Users');
    await out.rows('profilefields', await profileFieldRows(context.site.database));
    const choice = await chosen(job);
    const total = await countUsers(context.site, choice);
    let done = 0;
    const counted = async function* () {
      for await (const row of userRows(context.site, choice, settings.passwords === 1)) {
        done += 1;
        if (done % 1000 === 0) run.progress(done / total, `User ${done} of ${total}`);
        yield row;
      }
    };
    await out.rows('users', counted());
  },
};
