// A built program, `agent` or `panel`, that ends itself by SIGKILL where the first line of the file MORTAL_AT says, and
// takes that line away. Plain JavaScript, because it runs the built programs.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';

const at = process.env.MORTAL_AT;

function reached(point) {
  const [next, ...later] = readFileSync(at, 'utf8').split('\n');
  if (next !== point) return;
  writeFileSync(at, later.join('\n'));
  process.kill(process.pid, 'SIGKILL');
}

/** As the agent's routes are written, wherever it lies. */
const pathOf = (address) => address.split('?')[0].replace('/local/moopanel/server.php', '');
// Asked, and nothing done yet.
subscribe('http.server.request.start', ({ request }) => reached(`${request.method} ${pathOf(request.url)}`));
// Done at the other side, and the answer unread.
subscribe('http.client.response.finish', ({ request }) =>
  reached(`answer to ${request.method} ${pathOf(request.path)}`),
);

/** The bridge, dying before, within (where the work tells of its progress) or after each call. */
function mortalBridge(bridge) {
  return new Proxy(bridge, {
    get(target, name) {
      const method = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return async (request, run) => {
        const point = [name, request?.kind].filter(Boolean).join(' ');
        if (run === undefined) return method.call(target, request, run);
        reached(`before ${point}`);
        const watched = {
          signal: run.signal,
          log: (line) => run.log(line),
          progress: (fraction, message) => {
            run.progress(fraction, message);
            if (fraction > 0.5 && fraction < 1) reached(`within ${point}`);
          },
        };
        const result = await method.call(target, request, watched);
        reached(`after ${point}`);
        return result;
      };
    },
  });
}

async function startAgent() {
  const { loadConfig } = await import('../../dist/agent/config.js');
  const { openSite } = await import('../../dist/agent/moodle/open-site.js');
  const { createLogger } = await import('../../dist/runtime/logger.js');
  const agent = await import('../../dist/agent/main.js');
  const config = loadConfig();
  const site = await openSite(config.site, createLogger('mortal', 'warn'));
  return agent.startAgent(config, { site: { ...site, bridge: mortalBridge(site.bridge) } });
}

async function startPanel() {
  const { parseConfig } = await import('../../dist/panel/config.js');
  const panel = await import('../../dist/panel/main.js');
  return panel.startPanel(parseConfig(process.env));
}

const { url } = process.argv[2] === 'agent' ? await startAgent() : await startPanel();
console.log(`ready at ${url}`);
