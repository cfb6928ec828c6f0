/** Everything of a site that a change could leave half done, in a form in which two moments can be compared. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../../moodle/site.js';

/** The code: each path with the digest of its content. */
export async function codeOf({ config }: Pick<Site, 'config'>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = async (folder: string, name: string): Promise<void> => {
    for (const entry of (await readdir(folder)).sort()) {
      const path = join(folder, entry);
      const below = name === '' ? entry : `${name}/${entry}`;
      const facts = await lstat(path);
      if (facts.isDirectory()) await walk(path, below);
      else
        found[below] = createHash('sha1')
          .update(await readFile(path))
          .digest('hex')
          .slice(0, 12);
    }
  };
  await walk(config.moodleDir, '');
  return found;
}

/** What the database says of plugins, settings and upgrades; times that pass by themselves are left out. */
export async function databaseOf({ database }: Pick<Site, 'database'>): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {};
  for (const table of ['config', 'config_plugins', 'modules', 'block', 'upgrade_log']) {
    const rows = (await database.db.selectFrom(table).selectAll().execute()) as Record<
      string,
      string | null
    >[];
    state[table] = rows
      .filter(({ name }) => !/^last|recent|cachejs|rev$|^allversionshash/.test(name ?? ''))
      .map((row) =>
        JSON.stringify(
          table === 'upgrade_log' ? { ...row, id: null, timemodified: null } : { ...row, id: null },
        ),
      )
      .sort();
  }
  return state;
}
