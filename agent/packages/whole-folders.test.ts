/** The start after a kill between the two renames of Moodle's own folder. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { openStore, type AgentStore } from '../store/store.js';
import { sealPurpose } from '../tasks/task-view.js';
import { emptyJournal, type Round } from './journal.js';
import { putHalfSwapsBack } from './whole-folders.js';

let folder: string;
let store: AgentStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-whole-'));
  store = await openStore(join(folder, 'agent'), undefined, () => new Date());
  await mkdir(join(folder, 'moodle'));
  await writeFile(join(folder, 'moodle/config.php'), 'old');
  await mkdir(join(folder, 'work/staged'), { recursive: true });
  await writeFile(join(folder, 'work/staged/config.php'), 'new');
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const config = () => readFile(at('moodle/config.php'), 'utf8');

async function noted(phase: Round['phase']): Promise<void> {
  const round: Round = {
    keys: ['core'],
    swaps: [
      {
        target: at('moodle'),
        existed: true,
        staged: at('work/staged'),
        kept: at('kept'),
        discarded: at('work/new'),
      },
    ],
    uninstall: null,
    expected: { core: '2' },
    phase,
    upgradeBegan: phase !== 'swapping',
    dump: null,
    versions: [],
    failure: null,
  };
  await store.prisma.task.create({
    data: {
      type: 'core_update',
      status: 'running',
      sealedPayload: store.seal.seal(sealPurpose.payload, '{}'),
      sealedNote: store.seal.seal(sealPurpose.note, JSON.stringify({ ...emptyJournal(), round })),
      createdAt: new Date(),
    },
  });
}
const start = () => putHalfSwapsBack(store, createLogger('test', 'silent'));

test.each(['swapping', 'reverting'] as const)(
  '%s: the site has its code again before PHP is asked',
  async (phase) => {
    await noted(phase);
    await rename(at('moodle'), at('kept'));
    await start();
    expect(await config()).toBe('old');
    await start();
    expect(await config()).toBe('old');
  },
);

test('a round whose upgrade has begun is left to its task', async () => {
  await noted('upgrading');
  await rename(at('moodle'), at('kept'));
  await rename(at('work/staged'), at('moodle'));
  await start();
  expect(await config()).toBe('new');
});
