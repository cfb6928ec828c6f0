/** Entities of another site, made by a real Moodle. */
import { z } from 'zod';
import { BridgeError, type BridgeRun } from '../bridge.js';
import type { CreatableKind, CreatedRow, MigrationBridge } from '../migration-bridge.js';
import type { PhpCalls } from './php-calls.js';

const answer = z.object({
  /** A row that left something half done behind; then nothing was made. */
  broken: z.object({ line: z.int(), error: z.string() }).nullable(),
  /** Line and id of each one made, one after the other; 0 for kinds without ids. */
  made: z.array(z.int()),
  /** Why a row was refused, by its line. */
  errors: z.record(z.string(), z.string()),
});
type Answer = z.infer<typeof answer>;

/** Rows that may break before the work is given up: each costs all that was done before it. */
const MOST_BROKEN = 25;

export const phpMigration = (php: PhpCalls): MigrationBridge => ({
  async createEntities({ kind, file, userId }, run) {
    await php.lendFile(file);
    const broken = new Map<number, string>();
    for (;;) {
      const fields = { file, userid: userId, skip: [...broken.keys()] };
      const result = await php.work(`create-${kind}`, answer, fields, run);
      if (result.broken === null) return rowsOf(result, broken);
      broken.set(result.broken.line, result.broken.error);
      if (broken.size > MOST_BROKEN) throw tooManyBroken(kind, broken);
      noteBroken(run, result.broken);
    }
  },
});

function noteBroken(run: BridgeRun, { line, error }: NonNullable<Answer['broken']>): void {
  run.log(`Line ${line} broke the transaction (${error}): everything of it is done again without that line.`);
}

function tooManyBroken(kind: CreatableKind, broken: ReadonlyMap<number, string>): BridgeError {
  const some = [...broken].slice(0, 3).map(([line, error]) => `line ${line}: ${error}`);
  return new BridgeError(
    'moodle',
    `More than ${MOST_BROKEN} rows of "${kind}" break Moodle's work; nothing of them was made. ${some.join('; ')}`,
  );
}

/** In the order of the lines. */
function rowsOf({ made, errors }: Answer, broken: ReadonlyMap<number, string>): CreatedRow[] {
  const rows: CreatedRow[] = [];
  for (let i = 0; i + 1 < made.length; i += 2)
    rows.push({ line: made[i]!, id: made[i + 1]! || null, error: null });
  for (const [line, error] of [...Object.entries(errors), ...broken]) {
    rows.push({ line: Number(line), id: null, error });
  }
  return rows.sort((a, b) => a.line - b.line);
}
