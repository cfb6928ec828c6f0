/** Hands a file to an agent in pieces. */
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { upload, uploadDeletedReply, type Upload } from '../../contract/agent/uploads.js';
import { AgentError } from './agent-error.js';
import { ask } from './ask.js';
import { exactLength, WrongLength } from './exact-length.js';
import { badReply, type AgentAddress, type AgentTransport } from './transport.js';

/** Milliseconds for one piece: 8 MiB at half a megabit a second. */
export const PIECE_TIMEOUT = 130_000;
/** Milliseconds for reading the whole back and comparing; after that it is asked for whether it was done. */
const FINISH_TIMEOUT = 130_000;

export interface PieceOf {
  id: string;
  offset: number;
  /** Bytes of this piece. */
  length: number;
}

export class UploadClient {
  constructor(private readonly transport: AgentTransport) {}

  begin(
    site: AgentAddress,
    data: { name: string; size: number; sha256?: string },
    requestKey?: string,
  ): Promise<Upload> {
    const headers = requestKey ? { 'idempotency-key': requestKey } : undefined;
    return this.checked(
      ask(this.transport, site, { method: 'POST', path: '/uploads', data, headers }, upload),
    );
  }

  get(site: AgentAddress, id: string): Promise<Upload> {
    return this.checked(
      ask(this.transport, site, { method: 'GET', path: '/uploads', query: { id } }, upload),
      id,
    );
  }

  /**
   * Passes `bytes` on as they come; they are destroyed in any case.
   * @throws AgentError; `refused` with status 409 where the agent has another offset
   */
  async piece(site: AgentAddress, bytes: Readable, piece: PieceOf, signal?: AbortSignal): Promise<Upload> {
    const body = exactLength(piece.length);
    let broken: unknown;
    // What breaks the source breaks the request, and the other way round.
    const fed = pipeline(bytes, body).catch((error: unknown) => (broken = error));
    try {
      const request = {
        method: 'PUT',
        path: '/uploads/chunk',
        query: { id: piece.id, offset: piece.offset },
        timeout: PIECE_TIMEOUT,
        body: { stream: body, length: piece.length },
        signal,
      } as const;
      return await this.checked(ask(this.transport, site, request, upload), piece.id);
    } catch (error) {
      if (broken instanceof WrongLength && broken.got > broken.expected) throw badReply(broken.message);
      throw error;
    } finally {
      body.destroy();
      await fed;
      bytes.destroy();
    }
  }

  finish(site: AgentAddress, id: string, sha256?: string): Promise<Upload> {
    const request = {
      method: 'POST',
      path: '/uploads/finish',
      data: { id, sha256 },
      timeout: FINISH_TIMEOUT,
    } as const;
    return this.checked(ask(this.transport, site, request, upload), id);
  }

  async remove(site: AgentAddress, id: string): Promise<void> {
    await ask(
      this.transport,
      site,
      { method: 'DELETE', path: '/uploads', query: { id } },
      uploadDeletedReply,
    );
  }

  private async checked(asked: Promise<Upload>, id?: string): Promise<Upload> {
    const found = await asked;
    if (id !== undefined && found.id !== id) throw badReply('another upload than was asked for');
    if (found.size < 0 || found.received < 0 || found.received > found.size) {
      throw badReply('an upload that holds more than there is');
    }
    return found;
  }
}

/** Whether an agent says that it has no such thing, its route being known. */
export const isGone = (error: unknown): error is AgentError =>
  error instanceof AgentError && error.status === 404 && error.message !== 'Endpoint not found.';
