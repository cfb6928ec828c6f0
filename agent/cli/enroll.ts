/** `moopanel-agent enroll`: gives this site to a panel in exchange for a one-time code. */
import axios from 'axios';
import { Command } from 'commander';
import { connectionReply } from '../../contract/agent/site.js';
import { problem } from '../../contract/panel/common.js';
import { enrolReply, type EnrolReply, type EnrolRequest } from '../../contract/panel/instances.js';
import { createLogger } from '../../runtime/logger.js';
import { commandName, loadConfig, type AgentConfig } from '../config.js';
import { startAgent } from '../main.js';
import { settingNames } from '../store/settings.js';
import { generateKey, updateAgentEnv } from './env-file.js';
import { agentApi, runningAgentUrl, withStore } from './local-agent.js';
import { CommandError, note, say } from './output.js';

interface EnrollOptions {
  panel: string;
  code: string;
  agentUrl?: string;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function webAddress(text: string, what: string): URL {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new CommandError(`${what} must be an address such as https://example.org, not "${text}".`);
  }
  return new URL(text);
}

/**
 * Where the panel will reach this agent.
 * @param localUrl where the agent listens
 * @throws CommandError when that is an address that only this machine knows, and the panel is elsewhere
 */
export function agentAddress(panel: URL, localUrl: string, given: string | undefined): string {
  const url = webAddress(given ?? localUrl, '--agent-url');
  if (loopback.test(url.hostname) && !loopback.test(panel.hostname)) {
    throw new CommandError(
      `The panel at ${panel.host} cannot reach ${url.host}: say with --agent-url where it reaches this agent (the site's own address, if its web server hands /local/moopanel/server.php on).`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

async function post(panel: string, request: EnrolRequest): Promise<EnrolReply> {
  const { status, data } = await axios
    .post<unknown>(`${panel}/api/v1/enrol`, request, {
      timeout: 60_000,
      maxRedirects: 0,
      validateStatus: () => true,
      ...(loopback.test(new URL(panel).hostname) ? { proxy: false as const } : {}),
    })
    .catch((error: unknown) => {
      const reason = axios.isAxiosError(error) ? (error.code ?? error.message) : String(error);
      throw new CommandError(`The panel at ${panel} cannot be reached (${reason}).`);
    });
  const reply = enrolReply.safeParse(data);
  if (status >= 200 && status < 300 && reply.success) return reply.data;
  const said = problem.safeParse(data);
  const words = said.success
    ? [said.data.detail ?? said.data.title, said.data.hint].filter(Boolean).join(' ')
    : '';
  throw new CommandError(
    `The panel did not take the site: ${words || `it answered ${status}`}.`.replace(/\.\.$/, '.'),
  );
}

/** The configuration, with a key made and written down where there was none. */
function configWithKey(): AgentConfig & { apiKey: string } {
  const config = loadConfig();
  if (config.apiKey !== undefined) return { ...config, apiKey: config.apiKey };
  const file = updateAgentEnv(config.dataDir, { AGENT_API_KEY: generateKey() });
  note(`A key was made and written to ${file}.`);
  return configWithKey();
}

/** The panel looks back at the agent before it takes the site, so that one must be listening. */
async function withListeningAgent<T>(
  config: AgentConfig & { apiKey: string },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const running = runningAgentUrl(config.dataDir);
  if (running !== null) {
    await withStore((store) => store.keys.ensure(config.apiKey));
    return work(running);
  }
  const agent = await startAgent(config, { logger: createLogger('moopanel-agent', 'error') });
  try {
    return await work(agent.url);
  } finally {
    await agent.stop();
  }
}

/** @throws CommandError in the panel's own words when it refuses */
export async function enroll(options: EnrollOptions): Promise<void> {
  const panel = webAddress(options.panel, '--panel');
  const panelUrl = panel.href.replace(/\/+$/, '');
  const config = configWithKey();
  if (panel.protocol === 'http:' && !loopback.test(panel.hostname)) {
    note(
      'The address of the panel is http: the key of this site crosses the network unprotected. Prefer https.',
    );
  }
  const reply = await withListeningAgent(config, async (url) => {
    const agentUrl = agentAddress(panel, url, options.agentUrl ?? config.agentUrl);
    const { data } = await agentApi(url, config.apiKey).get<unknown>('/');
    const site = connectionReply.parse(data);
    const answer = await post(panelUrl, {
      code: options.code,
      agent_url: agentUrl,
      api_key: config.apiKey,
      site_url: site.url,
      site_fullname: site.site_fullname,
    });
    await withStore(async ({ settings }) => {
      await settings.set(settingNames.panelUrl, answer.panel_url.replace(/\/+$/, ''));
      await settings.set(settingNames.instanceId, String(answer.instance_id));
    });
    return { ...answer, agentUrl };
  });
  say(`Enrolled with ${reply.panel_url} as site ${reply.instance_id}.`);
  if (!reply.reachable) {
    note(`The panel cannot reach this agent at ${reply.agentUrl} yet: ${reply.problem ?? 'no reason given'}`);
  }
  note(`Keep the agent running: ${commandName} start`);
}

export function enrollCommand(): Command {
  return new Command('enroll')
    .description('register this site with a panel that gave you a code')
    .requiredOption('--panel <address>', 'the address of the panel')
    .requiredOption('--code <code>', 'the one-time code that the panel showed')
    .option('--agent-url <address>', 'where the panel reaches this agent')
    .action(enroll);
}
