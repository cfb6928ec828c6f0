/** An agent with web services over real HTTP, on a sample site of its own, with functions that a test brings. */
import express from 'express';
import { newToken, storeToken } from '../tokens/token-store.js';
import { openBuiltSite } from '../../moodle/sample/testing/built-site.js';
import { accountByName } from '../../moodle/reads/accounts.js';
import { errorMiddleware } from '../../http/errors.js';
import { startHttpAgent, type HttpAgent } from '../../testing/http-agent.js';
import type { TestContextOptions } from '../../testing/test-context.js';
import { createLogger } from '../../../runtime/logger.js';
import { requestLog } from '../../../runtime/request-id.js';
import { listen, type RunningServer } from '../../../runtime/http-server.js';
import { join } from 'node:path';
import type { WebserviceFunction } from '../function.js';
import { webserviceFunctions } from '../functions.js';
import { webserviceRouter } from '../router.js';

export interface WebService extends HttpAgent {
  /** Where the functions of the test are served beside the agent's own. */
  readonly own: RunningServer;
  /** Makes a token without asking the API. */
  token(username: string, fields?: Partial<Parameters<typeof storeToken>[2]>): Promise<string>;
}

export async function startWebService(
  functions: readonly WebserviceFunction[] = [],
  options: TestContextOptions = {},
): Promise<WebService> {
  const silent = createLogger('test', 'silent');
  const agent = await startHttpAgent({
    ...options,
    site: (folder) => openBuiltSite(join(folder, 'site'), silent),
  });
  const { context } = agent;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', context.config.trustProxy);
  app.use(requestLog(context.logger), webserviceRouter(context, [...webserviceFunctions, ...functions]));
  app.use(errorMiddleware(context.logger));
  const own = await listen(app, { port: 0, host: '127.0.0.1', logger: context.logger, stopGrace: 200 });
  return {
    ...agent,
    own,
    async token(username, fields = {}) {
      const user = await accountByName(context.site, username);
      if (user === null) throw new Error(`No user ${username}`);
      const token = newToken();
      await storeToken(context.store.prisma, token, {
        name: '',
        userId: user.id,
        username,
        serviceId: null,
        functions: null,
        addresses: [],
        expiresAt: null,
        createdAt: context.clock(),
        ...fields,
      });
      return token;
    },
    async stop() {
      await own.stop();
      await agent.stop();
    },
  };
}
