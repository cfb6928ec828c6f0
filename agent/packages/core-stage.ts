/** Puts the new Moodle together beside the old one: the zip's tree, and what of the old one is the site's own. */
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CorePackage } from '../../inspection/core-package.js';
import { PackageRefused } from '../../inspection/package-refused.js';
import { unpack } from '../../inspection/unpack.js';
import { isThere } from '../../runtime/is-there.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { SiteConfig } from '../moodle/site.js';
import type { CorePlan } from './core-layout.js';
import { handOver, ownerOf } from './ownership.js';

export interface CoreStaging {
  config: SiteConfig;
  file: string;
  pkg: CorePackage;
  plan: CorePlan;
  /** Where the new tree is put together; nothing may lie there. */
  staged: string;
  run: BridgeRun;
}

/** Files of a site at the root of its code that no Moodle brings: for the web server, search engines and certificates. */
const ownAtRoot =
  /^(config\.php|\.htaccess|\.htpasswd|\.user\.ini|\.well-known|robots\.txt|favicon\.ico|google[0-9a-f]+\.html)$/;

/**
 * @returns what was carried over, as paths below the code's folder
 * @throws PackageRefused where the zip cannot be unpacked, or the site's config.php does not fit its tree
 */
export async function stageCore({ config, file, pkg, plan, staged, run }: CoreStaging): Promise<string[]> {
  await rm(staged, { recursive: true, force: true });
  await mkdir(dirname(staged), { recursive: true, mode: 0o2770 });
  const owner = await ownerOf(config.moodleDir);
  await unpack(file, pkg.root, staged, { signal: run.signal, mode: owner.mode });
  const newRoot = pkg.publicFolder ? join(staged, 'public') : staged;
  const carried: string[] = [];
  const carry = async (from: string, to: string, name: string) => {
    run.signal.throwIfAborted();
    if (await isThere(to)) return run.log(`${name} is part of the new Moodle and was not carried over.`);
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    carried.push(name);
  };
  for (const name of await readdir(config.moodleDir)) {
    if (!ownAtRoot.test(name)) continue;
    const from = join(config.moodleDir, name);
    // A site's own robots.txt goes before one of Moodle's.
    if (name !== 'config.php') await rm(join(staged, name), { recursive: true, force: true });
    await carry(from, join(staged, name), name);
  }
  const defaults = join(config.codeRoot, 'local/defaults.php');
  if (await isThere(defaults))
    await carry(defaults, join(newRoot, 'local/defaults.php'), 'local/defaults.php');
  for (const path of plan.plugins) {
    const from = join(config.codeRoot, path);
    if (await isThere(from)) await carry(from, join(newRoot, path), path);
  }
  await requireSetup(staged);
  await handOver(staged, owner);
  return carried;
}

/** Since Moodle 5.1 the code lies in `public`; a config.php of before may look for it where it is no more. */
async function requireSetup(staged: string): Promise<void> {
  const file = join(staged, 'config.php');
  // The sample site has none.
  if (!(await isThere(file))) return;
  const text = await readFile(file, 'utf8');
  const wanted = /__DIR__\s*\.\s*['"](\/[\w/]*lib\/setup\.php)['"]/.exec(text)?.[1];
  if (wanted === undefined || (await isThere(join(staged, wanted)))) return;
  throw new PackageRefused(
    'layout',
    `config.php requires ${wanted}, which the new Moodle does not have there: make it find the file in both places (file_exists), and order the update again.`,
  );
}
