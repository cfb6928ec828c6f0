/** Exports and imports between sites. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import {
  importLogReply,
  migrationExport,
  migrationImport,
  migrationOffer,
  type exportCreateRequest,
  type importCreateRequest,
  type ImportLogReply,
  type MigrationExport,
  type MigrationImport,
  type MigrationOffer,
} from '../../contract/agent/migration.js';
import { ask, checkId, ORDER_TIMEOUT } from './ask.js';
import { PIECE_TIMEOUT } from './upload-client.js';
import { badReply, type AgentAddress, type AgentTransport } from './transport.js';

/** Of a file that is to be moved; more is no course and no site. */
const LARGEST_FILE = 2 ** 45;
const deleted = z.object({ status: z.literal(true) });

export class MigrationClient {
  constructor(private readonly transport: AgentTransport) {}

  offer(site: AgentAddress): Promise<MigrationOffer> {
    return ask(this.transport, site, { method: 'GET', path: '/migration' }, migrationOffer);
  }

  orderExport(
    site: AgentAddress,
    data: z.input<typeof exportCreateRequest>,
    requestKey: string,
  ): Promise<MigrationExport> {
    return this.export(site, { method: 'POST', path: '/migration/exports', data, ...order(requestKey) });
  }

  getExport(site: AgentAddress, id: number): Promise<MigrationExport> {
    return this.export(site, { method: 'GET', path: '/migration/exports', query: { id } });
  }

  async removeExport(site: AgentAddress, id: number): Promise<void> {
    await ask(this.transport, site, { method: 'DELETE', path: '/migration/exports', query: { id } }, deleted);
  }

  /**
   * Opens a part of an export's file; the caller reads or destroys it.
   * @throws AgentError; also when the answer is another part than was asked for
   */
  async exportPart(
    site: AgentAddress,
    id: number,
    part: { offset: number; length: number; size: number },
    signal?: AbortSignal,
  ): Promise<Readable> {
    const last = part.offset + part.length - 1;
    const response = await this.transport.stream(site, {
      method: 'GET',
      path: '/migration/exports/file',
      query: { id },
      headers: { accept: '*/*', range: `bytes=${part.offset}-${last}` },
      timeout: PIECE_TIMEOUT,
      signal,
    });
    const whole = response.status === 200 && part.offset === 0 && part.length === part.size;
    const range: unknown = response.headers['content-range'];
    if (whole || (response.status === 206 && range === `bytes ${part.offset}-${last}/${part.size}`)) {
      return response.data;
    }
    response.data.destroy();
    throw badReply('another part of the file than was asked for');
  }

  orderImport(
    site: AgentAddress,
    data: z.input<typeof importCreateRequest>,
    requestKey: string,
  ): Promise<MigrationImport> {
    return this.import(site, { method: 'POST', path: '/migration/imports', data, ...order(requestKey) });
  }

  getImport(site: AgentAddress, id: number): Promise<MigrationImport> {
    return this.import(site, { method: 'GET', path: '/migration/imports', query: { id } });
  }

  /** Has an import go on that failed or was cancelled. */
  retryImport(site: AgentAddress, id: number, requestKey: string): Promise<MigrationImport> {
    const request = { method: 'POST', path: '/migration/imports/retry', data: { id } } as const;
    return this.import(site, { ...request, ...order(requestKey) });
  }

  importLog(
    site: AgentAddress,
    query: { id: number; after: number; limit: number; outcome?: string; kind?: string },
  ): Promise<ImportLogReply> {
    const given = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== undefined),
    ) as Record<string, string | number>;
    return ask(
      this.transport,
      site,
      { method: 'GET', path: '/migration/imports/log', query: given },
      importLogReply,
    );
  }

  private async export(
    site: AgentAddress,
    request: Parameters<AgentTransport['json']>[1],
  ): Promise<MigrationExport> {
    const found = await ask(this.transport, site, request, migrationExport);
    checkId(found.id);
    checkId(found.moodle_job_id);
    if (found.file && (found.file.size <= 0 || found.file.size > LARGEST_FILE)) {
      throw badReply('an impossible size of its file');
    }
    return found;
  }

  private async import(
    site: AgentAddress,
    request: Parameters<AgentTransport['json']>[1],
  ): Promise<MigrationImport> {
    const found = await ask(this.transport, site, request, migrationImport);
    checkId(found.id);
    checkId(found.moodle_job_id);
    return found;
  }
}

const order = (requestKey: string) => ({
  headers: { 'idempotency-key': requestKey },
  timeout: ORDER_TIMEOUT,
});
