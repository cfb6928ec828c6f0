/** An agent that answers over real HTTP, on the fixture's SQLite unless a test brings its own site. */
import { listen, type RunningServer } from '../../runtime/http-server.js';
import { createApp } from '../http/app.js';
import { fixtureSite } from './fixture-site.js';
import { createTestContext, TEST_KEY, type TestContext, type TestContextOptions } from './test-context.js';
import { createFixture, createSqlite } from './test-databases.js';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else text. */
  body: unknown;
}

export interface AskOptions {
  method?: string;
  /** Null for none; TEST_KEY where not given. */
  key?: string | null;
  headers?: Record<string, string>;
  /** Sent as JSON below `data`. */
  data?: unknown;
  /** Sent as it is. */
  body?: string | Uint8Array<ArrayBuffer>;
}

export interface HttpAgent {
  readonly context: TestContext;
  readonly server: RunningServer;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startHttpAgent(options: TestContextOptions = {}): Promise<HttpAgent> {
  const fixture =
    options.site === undefined ? await createFixture({ name: 'SQLite', create: createSqlite }) : null;
  const context = await createTestContext({
    ...options,
    site: options.site ?? ((folder) => fixtureSite(fixture!, { folder, bridge: options.siteParts?.bridge })),
  });
  const server = await listen(createApp(context), {
    port: 0,
    host: '127.0.0.1',
    logger: context.logger,
    stopGrace: 200,
  });
  return {
    context,
    server,
    async ask(path, { method = 'GET', key = TEST_KEY, headers = {}, data, body } = {}) {
      const res = await fetch(server.url + path, {
        method,
        headers: { ...(key === null ? {} : { 'X-API-KEY': key }), ...headers },
        body: data === undefined ? body : JSON.stringify({ data }),
      });
      const text = await res.text();
      const json = res.headers.get('content-type')?.includes('json') && text !== '';
      return { status: res.status, headers: res.headers, body: json ? JSON.parse(text) : text };
    },
    async stop() {
      await server.stop();
      await context.dispose();
      await fixture?.drop();
    },
  };
}
