/** What the agent needs for itself: its folder, its key, its port. */
import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { agentEnvFile, commandName, type AgentConfig } from '../../config.js';
import { prepareDataDir } from '../../store/database.js';
import { runningAgentUrl } from '../local-agent.js';
import { fail, ok, reasonOf, warn, type Finding } from './check.js';

const modeOf = async (path: string): Promise<number | null> =>
  stat(path).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );

async function dataFolder(dataDir: string): Promise<Finding> {
  const name = 'data folder';
  try {
    prepareDataDir(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fail(name, reasonOf(error), `Give ${dataDir} to this user, or set AGENT_DATA_DIR.`);
  }
  for (const file of ['agent.env', 'agent.db', 'seal.key'].map((file) => `${dataDir}/${file}`)) {
    const mode = await modeOf(file);
    if (mode !== null && (mode & 0o077) !== 0) {
      return fail(name, `${file} can be read by others (mode ${mode.toString(8)}).`, `chmod 600 ${file}`);
    }
  }
  return ok(name, dataDir);
}

function apiKey({ apiKey, apiKeyFile, dataDir }: AgentConfig): Finding {
  const name = 'key';
  if (apiKey === undefined) {
    const mend = `Run "${commandName} init", or "enroll" with a code of the panel.`;
    return fail(name, `There is none in ${agentEnvFile(dataDir)} and no AGENT_API_KEY.`, mend);
  }
  if (apiKey.length < 32) {
    return warn(
      name,
      `It has only ${apiKey.length} characters.`,
      `Make a new one: "${commandName} init --force".`,
    );
  }
  return ok(name, apiKeyFile ?? 'AGENT_API_KEY');
}

async function port({ dataDir, port, host }: AgentConfig): Promise<Finding> {
  const name = 'port';
  const running = runningAgentUrl(dataDir);
  if (running !== null) return ok(name, `The agent runs at ${running}.`);
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    return ok(name, `${host}:${port} is free; the agent does not run.`);
  } catch (error) {
    return fail(name, reasonOf(error), 'Stop what uses it, or set AGENT_PORT.');
  } finally {
    server.close();
  }
}

export async function checkOwn(config: AgentConfig): Promise<Finding[]> {
  const folder = await dataFolder(config.dataDir);
  if (folder.state === 'FAIL') return [folder, apiKey(config)];
  return [folder, apiKey(config), await port(config)];
}
