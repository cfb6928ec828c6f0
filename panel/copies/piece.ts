/** Hands a piece of an upload from the browser through to the agent as it comes; nothing of it is kept here. */
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { UPLOAD_CHUNK_LIMIT, type Upload } from '../../contract/agent/uploads.js';
import { allowBodyFor } from '../../runtime/body-deadline.js';
import { refusalsAsProblems } from '../agents/refusal.js';
import type { AgentAddress } from '../agents/transport.js';
import { PIECE_TIMEOUT } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';

/** Milliseconds that what is left of a refused piece may take. */
const REST_TIME = 30_000;

/**
 * @throws ProblemError 411 without a length, 413 for a piece that is too large, 409 where the agent has another offset;
 * AgentError
 */
export async function passPiece(
  panel: PanelContext,
  site: AgentAddress,
  piece: { id: string; offset: number },
  req: Request,
  res: Response,
): Promise<Upload> {
  const length = Number(req.get('content-length') ?? NaN);
  if (!Number.isSafeInteger(length)) {
    throw new ProblemError(411, 'How long it is must be said', {
      hint: 'Send the piece with Content-Length, not in chunks.',
    });
  }
  if (length === 0) throw new ProblemError(400, 'Bad request', { detail: 'The piece is empty.' });
  if (length > UPLOAD_CHUNK_LIMIT) {
    throw new ProblemError(413, 'The piece is too large', {
      detail: `A piece has ${UPLOAD_CHUNK_LIMIT} bytes at most.`,
      hint: 'Send smaller pieces, one after the other.',
    });
  }
  allowBodyFor(req, res, PIECE_TIMEOUT);
  // The connection stays, so that a refusal can be answered on it.
  const bytes = Readable.from(req.iterator({ destroyOnReturn: false }), { objectMode: false });
  try {
    return await refusalsAsProblems(panel.agents.uploads.piece(site, bytes, { ...piece, length }));
  } finally {
    // What the agent did not take is read and thrown away: the connection is of use again.
    allowBodyFor(req, res, REST_TIME);
    req.resume();
  }
}
