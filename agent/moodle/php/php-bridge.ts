/** The bridge of a real Moodle: each call is one PHP program that loads the site's config.php. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Logger } from '../../../runtime/logger.js';
import { BridgeError, type BridgeRun, type CourseArchive, type MoodleBridge } from '../bridge.js';
import { inventory, settingName } from '../inventory/inventory.js';
import type { SiteConfig } from '../site.js';
import { phpAccess } from './access.js';
import { changeMethods } from './change/change-methods.js';
import { phpCourseCopies } from './course-copy.js';
import { lendFolderToPhp, lendToPhp, type PhpUser } from './lend-to-php.js';
import { phpMigration } from './migration.js';
import type { PhpCalls, PhpFields } from './php-calls.js';
import { programText, type PhpProgramName } from './php-program.js';
import { phpPresets } from './preset-bridge.js';
import { runPhp, startPhp, type PhpAnswer } from './run-php.js';
import { phpWorkplace } from './workplace.js';

export interface PhpBridgeOptions {
  /** The folder of config.php. */
  moodleDir: string;
  /** Program and first arguments of PHP_COMMAND. */
  phpCommand: readonly string[];
  /** Seconds for short questions; long work has the run's own deadline. */
  phpTimeout: number;
  /** What config.php says. */
  config: SiteConfig;
  /** AGENT_SITE_URL. */
  siteUrl?: string;
  logger: Logger;
}

/** Milliseconds: half of a large course may have to be deleted. */
const SWEEP_TIMEOUT = 10 * 60_000;

const facts = z.object({
  release: z.string(),
  version: z.string(),
  branch: z.int().positive(),
  databaseVersion: z.object({
    vendor: z.enum(['mysql', 'mariadb', 'postgres', 'sqlite']),
    version: z.string(),
  }),
  phpVersion: z.string(),
  phpExtensions: z.array(z.string()),
  upgradePending: z.boolean(),
  maintenance: z.boolean(),
});
const archive = z.object({ path: z.string(), size: z.int().positive() });
const archiveFacts = z.object({
  type: z.enum(['course', 'section', 'activity', 'unknown']),
  moodleRelease: z.string().nullable(),
  originalCourseId: z.int().nullable(),
  originalFullname: z.string().nullable(),
  includesUsers: z.boolean(),
});
const phpUser = z.object({ uid: z.int(), gid: z.int() });
const restored = z.object({ warnings: z.array(z.string()) });

/** Makes the bridge; nothing is started before the first call. */
export function phpBridge(options: PhpBridgeOptions): MoodleBridge {
  const ask = (program: PhpProgramName, fields: Readonly<Record<string, unknown>>, run?: BridgeRun) => ({
    command: options.phpCommand,
    program: programText(program),
    request: { ...fields, moodledir: options.moodleDir },
    ...(run && {
      name: program,
      signal: run.signal,
      onProgress: (fraction: number, message?: string) => run.progress(fraction, message || undefined),
      onLog: (line: string) => run.log(line),
    }),
  });

  /** The answer, if it is one. */
  function expected<T>(program: PhpProgramName, schema: z.ZodType<T>, result: unknown): T {
    const answer = schema.safeParse(result);
    if (answer.success) return answer.data;
    const { path, message } = answer.error.issues[0]!;
    const where = z.core.toDotPath(path);
    throw new BridgeError(
      'moodle',
      `Moodle's answer to "${program}" is not as expected: ${where}: ${message}`,
    );
  }

  /** Asks a short question. */
  async function read<T>(
    program: PhpProgramName,
    schema: z.ZodType<T>,
    fields: PhpFields = {},
    timeout = options.phpTimeout,
  ): Promise<T> {
    const result = await runPhp({ ...ask(program, fields), timeout: timeout * 1000 });
    return expected(program, schema, result);
  }

  let user: Promise<PhpUser> | undefined;
  /** Whom PHP runs as; asked once. */
  async function askUser(): Promise<PhpUser> {
    user ??= read('php-user', phpUser);
    user.catch(() => (user = undefined));
    return user;
  }
  /** Makes sure that PHP may read the file. */
  const lend = async (file: string) => lendToPhp(file, await askUser());

  /** Cleans up after programs that were killed; the next backup does it too, so a failure is only logged. */
  async function sweep(): Promise<void> {
    try {
      await runPhp({ ...ask('sweep', {}), timeout: Math.max(options.phpTimeout * 1000, SWEEP_TIMEOUT) });
    } catch (error) {
      options.logger.warn(
        { err: error },
        'cleaning up after a killed PHP program failed; the next one tries again',
      );
    }
  }

  /** Runs long work; what a killed program has left behind is cleaned at once. */
  async function work<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const killed =
        error instanceof BridgeError && (error.kind === 'aborted' || error.kind === 'unavailable');
      if (killed) await sweep();
      throw error;
    }
  }

  async function keep({ result, finish }: PhpAnswer): Promise<CourseArchive> {
    const { path, size } = archive.parse(result);
    const problem = await stat(path).then(
      (found) => (found.size === size ? null : `${path} has ${found.size} bytes, not ${size}`),
      (error: Error) => error.message,
    );
    if (problem !== null) {
      await finish();
      throw new BridgeError(
        'unavailable',
        `The agent cannot read the archive that Moodle has made (${problem}). The agent must see the site's data ` +
          `folder under the same path as PHP, and be allowed to read it.`,
      );
    }
    return { path, size, release: () => finish() };
  }

  const calls: PhpCalls = {
    read,
    work: async (program, schema, fields, run) =>
      expected(program, schema, await runPhp(ask(program, fields, run))),
    lendFolder: async (folder) => lendFolderToPhp(folder, await askUser()),
    lendFile: lend,
    archive: (program, fields, run) => work(async () => keep(await startPhp(ask(program, fields, run)))),
    swept: work,
  };

  return {
    ...changeMethods(calls, options),
    ...phpAccess(calls),
    ...phpCourseCopies(calls),
    ...phpMigration(calls),
    ...phpWorkplace(calls),
    facts: () => read('facts', facts),
    inventory: () => read('inventory', inventory),
    secretSettings: () => read('secret-settings', z.array(settingName)),
    backupCourse: ({ courseId }, run) => calls.archive('backup-course', { courseid: courseId }, run),
    inspectArchive: (file, run) =>
      work(async () => {
        await lend(file);
        return archiveFacts.parse(await runPhp(ask('inspect-archive', { file }, run)));
      }),
    restoreCourse: ({ courseId, file }, run) =>
      work(async () => {
        await lend(file);
        return restored.parse(await runPhp(ask('restore-course', { courseid: courseId, file }, run)));
      }),
    ...phpPresets(ask),
    close: async () => undefined,
  };
}
