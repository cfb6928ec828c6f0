/** How commands reach the agent of this data folder: through its store, or through its API where it must do something. */
import axios, { type AxiosInstance } from 'axios';
import { API_KEY_HEADER, errorReply } from '../../contract/agent/common.js';
import { commandName, dataDirOf, environment, readAgentEnv } from '../config.js';
import { announcedAgent } from '../running-agent.js';
import { lockDataDir } from '../store/lock.js';
import { openStore, type AgentStore } from '../store/store.js';
import { CommandError } from './output.js';

/** Milliseconds for one answer; `/backups` looks at every course that it is given. */
const PATIENCE = 120_000;

/** The address of the agent that runs on a data folder, or null. */
export function runningAgentUrl(dataDir: string): string | null {
  const lock = lockDataDir(dataDir);
  lock?.release();
  return lock === null ? (announcedAgent(dataDir)?.url ?? null) : null;
}

/** Opens the store beside a running agent (SQLite lets both in) and closes it afterwards. */
export async function withStore<T>(work: (store: AgentStore) => Promise<T>): Promise<T> {
  const store = await openStore(dataDirOf());
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A client of an agent's API. Every refusal is a CommandError in the agent's own words. */
export function agentApi(url: string, key: string): AxiosInstance {
  const api = axios.create({
    baseURL: url,
    headers: { [API_KEY_HEADER]: key },
    timeout: PATIENCE,
    maxRedirects: 0,
    proxy: false,
  });
  api.interceptors.response.use(undefined, (error: unknown) => {
    if (!axios.isAxiosError(error)) throw error;
    const said = errorReply.safeParse(error.response?.data);
    if (said.success) throw new CommandError(`The agent says: ${said.data.error}`);
    throw new CommandError(`The agent at ${url} does not answer as it should (${error.message}).`);
  });
  return api;
}

/** @throws CommandError when no agent runs on the data folder, or its key is not known */
export function localApi(): AxiosInstance {
  const env = environment();
  const dataDir = dataDirOf(env);
  const url = runningAgentUrl(dataDir);
  if (url === null)
    throw new CommandError(`No agent runs on ${dataDir}: start it with "${commandName} start".`);
  const key = env.AGENT_API_KEY?.trim() || readAgentEnv(dataDir).AGENT_API_KEY;
  if (!key) throw new CommandError('The key of the agent is not known: set AGENT_API_KEY.');
  return agentApi(url, key);
}
