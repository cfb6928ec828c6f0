/** How the parts of the PHP bridge ask their questions; made in `php-bridge.ts`. */
import type { z } from 'zod';
import type { BridgeRun } from '../bridge-run.js';
import type { CourseArchive } from '../bridge.js';
import type { PhpProgramName } from './php-program.js';

/** What a program finds in `$moopanel`, beside `moodledir`. */
export type PhpFields = Readonly<Record<string, unknown>>;

export interface PhpCalls {
  /**
   * Asks a short question.
   * @param timeout seconds; PHP_TIMEOUT where not given
   * @throws BridgeError `moodle` when the answer is not of this shape; else as `runPhp`
   */
  read<T>(program: PhpProgramName, schema: z.ZodType<T>, fields?: PhpFields, timeout?: number): Promise<T>;
  /**
   * Does long work, without a deadline but the run's own.
   * @throws BridgeError as `read`
   */
  work<T>(program: PhpProgramName, schema: z.ZodType<T>, fields: PhpFields, run: BridgeRun): Promise<T>;
  /** Makes sure that PHP may read all of a folder of the agent's. */
  lendFolder(folder: string): Promise<void>;
  /** Makes sure that PHP may read a file of the agent's. */
  lendFile(file: string): Promise<void>;
  /** Runs a program that answers with an archive and keeps it until it is released. */
  archive(program: PhpProgramName, fields: PhpFields, run: BridgeRun): Promise<CourseArchive>;
  /** Does work after which leftovers are cleaned at once if its program was killed. */
  swept<T>(work: () => Promise<T>): Promise<T>;
}
