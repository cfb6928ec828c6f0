/** A process for `kill-nine.test.ts`: works on the queue in AGENT_DATA_DIR and says by message what happens. */
import { createLogger } from '../../runtime/logger.js';
import { Outbox } from '../callbacks/outbox.js';
import { lockDataDir } from '../store/lock.js';
import { openStore } from '../store/store.js';
import { TaskQueue } from '../tasks/queue.js';
import { testHandler } from './test-handler.js';

const [dataDir, panelUrl, mode] = process.argv.slice(2) as [string, string, 'hang' | 'work'];
const tell = (message: object) => process.send!(message);
const logger = createLogger('child', 'silent');
const clock = () => new Date();

if (lockDataDir(dataDir) === null) {
  tell({ locked: true });
  process.exit(1);
}
const store = await openStore(dataDir);
const outbox = new Outbox({ store, logger, clock, panelUrl, apiKey: () => 'child-key' });
const tasks = new TaskQueue({ store, logger, clock, concurrency: 2, onEnd: () => outbox.nudge() });
tasks.register(
  testHandler({
    async run(run) {
      await run.checkpoint({ made: `half-${run.attempt}` });
      tell({ begun: run.id, attempt: run.attempt, checkpoint: run.lastCheckpoint });
      if (mode === 'hang') await new Promise(() => setInterval(() => undefined, 1000));
      return { result: { attempt: run.attempt }, message: 'Done.' };
    },
  }),
);
await tasks.start();
outbox.start();
tell({ ready: true });
