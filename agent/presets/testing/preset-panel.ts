/** A panel that takes presets over real HTTP, and what tests ask of an agent about them. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAgent } from '../../testing/http-agent.js';

export interface TakenPreset {
  path: string;
  headers: IncomingHttpHeaders;
  xml: string;
}

export interface PresetPanel {
  readonly url: string;
  readonly taken: TakenPreset[];
  /** What it answers; 200 at first. */
  status: number;
  stop(): Promise<void>;
}

export async function startPresetPanel(): Promise<PresetPanel> {
  const panel = { url: '', taken: [] as TakenPreset[], status: 200, stop: async () => undefined as void };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      panel.taken.push({ path: req.url!, headers: req.headers, xml: Buffer.concat(chunks).toString('utf8') });
      res.writeHead(panel.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  panel.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  panel.stop = () => new Promise((resolve) => server.close(() => resolve()));
  return panel;
}

/** Orders a preset and lets the agent do its work. @returns the task's id and what the panel was sent */
export async function orderPreset(agent: HttpAgent, panel: PresetPanel, query = 'instanceid=7') {
  const answer = await agent.ask(`/admin_presets?${query}`);
  await agent.context.tasks.runOnce();
  await agent.context.outbox.deliverDue();
  const id = (answer.body as { moodle_job_id: number }).moodle_job_id;
  return { answer, id, taken: panel.taken.at(-1)! };
}

export const apply = (agent: HttpAgent, data: object) =>
  agent.ask('/admin_presets', { method: 'POST', data: { action: 'apply', ...data } });

export const undo = (agent: HttpAgent, application_id: unknown) =>
  agent.ask('/admin_presets', { method: 'POST', data: { action: 'undo', application_id } });

/** A preset that holds only these settings, in Moodle's format. */
export function presetOf(settings: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const plugins = Object.entries(settings).map(([plugin, values]) => {
    const items = Object.entries(values).map(
      ([name, value]) => `<${name.toUpperCase()}>${escape(value)}</${name.toUpperCase()}>`,
    );
    const tag = plugin.toUpperCase().replace('/', '__');
    return `<${tag}><SETTINGS>${items.join('')}</SETTINGS></${tag}>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<PRESET><NAME>Test</NAME><ADMIN_SETTINGS>${plugins.join('')}</ADMIN_SETTINGS></PRESET>`;
}
