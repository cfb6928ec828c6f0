/** Where agents fetch zips by the signed addresses that update requests name. */
import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { audit } from '../audit/service.js';
import { checkGuesses, countGuess } from '../auth/throttle.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import { answerFile } from './answer-file.js';
import { openLink } from './links.js';

const linkForm = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  fileName: z.string().regex(/^[\w.-]{1,200}\.zip$/),
  instance: z.coerce.number().int().positive().max(2_147_483_647),
  expires: z.coerce.number().int().positive().max(99_999_999_999),
  signature: z.string().max(100),
});

export function libraryLinkRouter(panel: PanelContext): Router {
  const router = Router();
  router.get('/:sha256/:fileName', serve(panel));
  router.all('/:sha256/:fileName', () => {
    throw new ProblemError(405, 'Method not allowed', { headers: { Allow: 'GET, HEAD' } });
  });
  return router;
}

function serve(panel: PanelContext): RequestHandler {
  return async (req, res) => {
    const guesser = [`ip:${req.ip}`];
    await checkGuesses(panel, guesser);
    const form = linkForm.safeParse({ ...req.params, ...req.query });
    const opened = form.success
      ? openLink(panel, { ...form.data, instanceId: form.data.instance }, form.data.signature)
      : 'wrong';
    if (!form.success || opened === 'wrong') {
      await countGuess(panel, guesser);
      await note(panel, req, null, 'refused', 'wrong signature');
      throw new ProblemError(403, 'The address is not valid', {
        detail: 'Its signature is wrong: it was altered, cut off, or made by another panel.',
        hint: 'Order the update again: the panel then sends a new address.',
      });
    }
    const { instance: instanceId, sha256 } = form.data;
    if (opened === 'expired') {
      await note(panel, req, instanceId, 'refused', 'expired');
      throw new ProblemError(403, 'The address has expired', {
        detail: `It was good until ${new Date(form.data.expires * 1000).toISOString()}.`,
        hint: 'Order the update again: the panel then sends a new address.',
      });
    }
    const [item, site] = await Promise.all([
      panel.prisma.libraryItem.findFirst({ where: { sha256, storedAt: { not: null } } }),
      panel.prisma.instance.findUnique({ where: { id: instanceId }, select: { id: true } }),
    ]);
    if (!item || !site) {
      await note(panel, req, instanceId, 'refused', item ? 'site deleted' : 'deleted from the library');
      throw new ProblemError(410, 'Gone', {
        detail: item ? 'The panel no longer knows this site.' : 'The zip was deleted from the library.',
        hint: 'Upload it again, then order the update again.',
      });
    }
    await note(panel, req, instanceId, 'ok', `${item.component} ${item.version}`);
    await answerFile(panel, item, req, res);
  };
}

function note(
  panel: PanelContext,
  req: Request,
  instanceId: number | null,
  outcome: 'ok' | 'refused',
  what: string,
): Promise<void> {
  const range = req.get('range');
  return audit(
    panel,
    { actor: instanceId === null ? 'anonymous' : `site ${instanceId}`, ip: req.ip ?? null },
    {
      action: 'library.fetch',
      outcome,
      instanceId,
      target: String(req.params.fileName).slice(0, 200),
      detail: range ? `${what}, ${range}` : what,
    },
  );
}
