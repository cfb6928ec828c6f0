// The built agent, which ends itself by SIGKILL when a change reaches the point that its argument names. Plain
// JavaScript, because it runs the built program.
import { loadConfig } from '../../dist/agent/config.js';
import { startAgent } from '../../dist/agent/main.js';
import { changeHandlers } from '../../dist/agent/packages/handlers.js';

const point = process.argv[2];

async function reached(name) {
  if (name !== point) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

const { url } = await startAgent(loadConfig(), { handlers: (context) => changeHandlers(context, reached) });
console.log(`ready at ${url}`);
