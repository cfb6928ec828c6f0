/** Registers the agent beside us with the panel, once: an operator who removes the site does not get it back. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axios from 'axios';
import type { List } from '../contract/panel/common.js';
import type { Instance } from '../contract/panel/instances.js';

export interface RegisterRequest {
  panelUrl: string;
  /** A bearer token with all rights. */
  panelToken: string;
  agentUrl: string;
  apiKey: string;
  /** Null leaves the naming to the panel, which takes the site's own name. */
  name: string | null;
  /** Where the mark is kept that this was done: the agent's data folder. */
  agentDataDir: string;
}

/** @throws Error with the panel's own words when it refuses */
export async function registerSite(request: RegisterRequest): Promise<void> {
  const mark = join(request.agentDataDir, 'registered.json');
  const api = axios.create({
    baseURL: `${request.panelUrl}/api/v1`,
    headers: { authorization: `Bearer ${request.panelToken}` },
    timeout: 60_000,
    validateStatus: (status) => status < 500,
    proxy: false,
  });
  const known = await readFile(mark, 'utf8').then(
    (text) => JSON.parse(text) as { url: string; instanceId: number },
    () => null,
  );
  if (known) {
    // The agent may answer at another port than last time; a site that was removed stays removed.
    if (known.url !== request.agentUrl) {
      const moved = await api.patch(`/instances/${known.instanceId}`, { url: request.agentUrl });
      if (moved.status === 200) await remember(mark, request.agentUrl, known.instanceId);
    }
    return;
  }
  const existing = await api.get<List<Instance>>('/instances', { params: { limit: 500 } });
  const same = existing.data.items.find((instance) => instance.url === request.agentUrl);
  const instance = same ?? (await create(api, request));
  await api.post(`/instances/${instance.id}/sync`);
  await remember(mark, request.agentUrl, instance.id);
}

async function create(api: ReturnType<typeof axios.create>, request: RegisterRequest): Promise<Instance> {
  const body = {
    url: request.agentUrl,
    api_key: request.apiKey,
    ...(request.name ? { name: request.name } : {}),
  };
  const created = await api.post<Instance & { detail?: string }>('/instances', body);
  if (created.status !== 201)
    throw new Error(`The panel did not take the site: ${created.data.detail ?? created.status}`);
  return created.data;
}

async function remember(mark: string, url: string, instanceId: number): Promise<void> {
  await writeFile(mark, JSON.stringify({ url, instanceId }), { mode: 0o600 });
}
