/** GET `/capabilities`: what this agent can do, so that a panel offers nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from 'express';
import { z } from 'zod';
import { agentFeatures, type CapabilitiesReply } from '../../contract/agent/site.js';
import { packageRoot } from '../../runtime/package-root.js';
import type { AgentContext } from '../context.js';
import { BODY_LIMIT } from './json-body.js';

const packageJson = z.object({ version: z.string() });

/** The version of this package. */
export function agentVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return packageJson.parse(JSON.parse(text)).version;
}

export function capabilitiesRouter({ config, site, tasks }: AgentContext): Router {
  const router = Router();
  const version = agentVersion();

  router.get('/capabilities', async (_req, res) => {
    const { release } = await site.bridge.facts();
    const reply: CapabilitiesReply = {
      agent: 'moopanel-agent',
      version,
      features: [...agentFeatures],
      task_types: tasks.types(),
      moodle_release: release,
      limits: { body_bytes: BODY_LIMIT, concurrent_backups: config.concurrentBackups },
    };
    res.json(reply);
  });

  return router;
}
