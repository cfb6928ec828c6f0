/**
 * What a fake agent has of uploads, exports, imports, copies and tokens: real bytes come and go, nothing is done with them.
 * Work goes on when a test says so, or at once.
 */
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { MigrationExport, MigrationImport } from '../../contract/agent/migration.js';
import type { Upload } from '../../contract/agent/uploads.js';
import { FakeFile } from './fake-file.js';

export interface FakeUpload {
  id: string;
  name: string;
  size: number;
  sha256: string | null;
  received: number;
  complete: boolean;
  hash: Hash;
}
type Export = MigrationExport & { outline: boolean };
type Import = MigrationImport & { uploadid: string; settings: unknown };

/** A failure of the agent API. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export class FakeMigration {
  file = new FakeFile(1000);
  readonly exports: Export[] = [];
  readonly imports: Import[] = [];
  uploads: FakeUpload[] = [];
  /** Ranges that were asked of export files, and offsets of the pieces that came. */
  readonly ranges: string[] = [];
  readonly pieces: number[] = [];
  /** Whether exports and imports end well as soon as they are looked at. */
  atOnce = true;
  /** Called before a piece is taken or sent; a test breaks the line here. */
  onPiece: (req: Request, res: Response, offset: number) => boolean | Promise<boolean> = () => false;
  onPart: (req: Request, res: Response, offset: number) => boolean = () => false;
  retried: number[] = [];
  cancelled: number[] = [];
  tokens = [{ id: 1, name: 'old' }];

  /** @returns undefined for a route that is not of these; null when it has answered itself */
  async answer(route: string, req: Request, res: Response): Promise<unknown> {
    try {
      return await this.reply(route, req, res);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      res.status(error.status).json({ error: error.message });
      return null;
    }
  }

  /** Ends an export or an import well. */
  finishExport(made: Export): void {
    if (made.status === 5) return;
    const file = { name: 'export.zip', size: this.file.size, sha256: this.file.sha256 };
    Object.assign(made, { status: 4, progress: 1, message: 'Completed', file, finished_at: 2 });
  }

  finishImport(made: Import): void {
    if (made.status === 5) return;
    Object.assign(made, {
      status: 4,
      progress: 1,
      message: 'Completed',
      finished_at: 2,
      counts: { courses: { created: 2, conflict: 1 } },
    });
  }

  private async reply(route: string, req: Request, res: Response): Promise<unknown> {
    const data = (req.body as { data?: Record<string, unknown> } | undefined)?.data ?? {};
    const id = String(req.query.id ?? '');
    switch (route) {
      case 'POST /uploads':
        return this.begin(String(data.name), Number(data.size), (data.sha256 as string | undefined) ?? null);
      case 'GET /uploads':
        return shown(this.upload(id));
      case 'DELETE /uploads':
        this.upload(id);
        this.uploads = this.uploads.filter((upload) => upload.id !== id);
        return { status: true };
      case 'PUT /uploads/chunk':
        return this.take(this.upload(id), Number(req.query.offset), req, res);
      case 'POST /uploads/finish':
        return this.finish(this.upload(String(data.id)), data.sha256 as string | undefined);
      case 'GET /migration':
        return offer;
      case 'POST /migration/exports':
        return this.addExport(String(data.exporter), Boolean(data.outline));
      case 'GET /migration/exports': {
        const made = this.find(this.exports, id);
        if (this.atOnce && made.status < 4) this.finishExport(made);
        return made;
      }
      case 'DELETE /migration/exports':
        this.exports.splice(this.exports.indexOf(this.find(this.exports, id)), 1);
        return { status: true };
      case 'GET /migration/exports/file':
        this.find(this.exports, id);
        return this.send(req, res);
      case 'POST /migration/imports':
        return this.addImport(data);
      case 'GET /migration/imports': {
        const made = this.find(this.imports, id);
        if (this.atOnce && made.status < 4) this.finishImport(made);
        return made;
      }
      case 'POST /migration/imports/retry': {
        const made = this.find(this.imports, String(data.id));
        this.retried.push(made.id);
        return Object.assign(made, {
          status: 2,
          error: null,
          progress: 0,
          moodle_job_id: made.moodle_job_id + 500,
        });
      }
      case 'GET /migration/imports/log':
        return { entries: [logEntry(1), logEntry(2)], last: 2, finished: true };
      case 'POST /tasks/cancel':
        return this.cancel(Number(data.id));
      case 'GET /webservice/functions':
        return {
          functions: [{ name: 'core_course_restore_async', type: 'write', description: 'Restores.' }],
        };
      case 'GET /webservice/services':
        return { services: [] };
      case 'GET /webservice/tokens':
        return { tokens: this.tokens.map(token) };
      case 'POST /webservice/tokens':
        if (data.username === 'nobody') throw new Refusal(422, 'There is no user "nobody" on the site.');
        this.tokens.push({ id: 2, name: String(data.name) });
        return { ...token({ id: 2, name: String(data.name) }), token: TOKEN_CANARY };
      case 'DELETE /webservice/tokens':
        if (!this.tokens.some((known) => known.id === Number(id))) throw new Refusal(404, 'No such token.');
        this.tokens = this.tokens.filter((known) => known.id !== Number(id));
        return { status: true };
      case 'GET /organisation':
        return { frameworks: [], jobs: 0 };
      case 'GET /organisation/jobs':
        return { jobs: [], next: null };
    }
    return undefined;
  }

  private begin(name: string, size: number, sha256: string | null): Upload {
    const begun = { id: randomBytes(16).toString('hex'), name, size, sha256, received: 0, complete: false };
    this.uploads.push({ ...begun, hash: createHash('sha256') });
    return shown({ ...begun, hash: createHash('sha256') });
  }

  private upload(id: string): FakeUpload {
    const found = this.uploads.find((upload) => upload.id === id);
    if (!found) throw new Refusal(404, 'There is no such upload.');
    return found;
  }

  private async take(upload: FakeUpload, offset: number, req: Request, res: Response): Promise<unknown> {
    if (await this.onPiece(req, res, offset)) return null;
    if (offset !== upload.received) throw new Refusal(409, `${upload.received} bytes have arrived.`);
    this.pieces.push(offset);
    try {
      for await (const chunk of req) {
        upload.hash.update(chunk as Buffer);
        upload.received += (chunk as Buffer).length;
      }
    } catch {
      // The line broke; what has arrived stays.
      return null;
    }
    return shown(upload);
  }

  private finish(upload: FakeUpload, sha256?: string): Upload {
    const found = upload.hash.copy().digest('hex');
    if (found !== (sha256 ?? upload.sha256 ?? found)) {
      this.uploads = this.uploads.filter((other) => other !== upload);
      throw new Refusal(422, 'The checksum differs.');
    }
    Object.assign(upload, { complete: true, sha256: found });
    return shown(upload);
  }

  private addExport(exporter: string, outline: boolean): Export {
    const id = this.exports.length + 1;
    const made: Export = {
      id,
      moodle_job_id: 100 + id,
      exporter,
      outline,
      status: 2,
      progress: 0,
      message: 'Scheduled',
      error: null,
      counts: { courses: 2 },
      file: null,
      created_at: 1,
      finished_at: null,
    };
    this.exports.push(made);
    return made;
  }

  private addImport({ settings, ...data }: Record<string, unknown>): Import {
    const uploadid = String(data.uploadid);
    if (!this.upload(uploadid).complete) throw new Refusal(409, 'The upload is not whole.');
    const id = this.imports.length + 1;
    const made: Import = {
      id,
      moodle_job_id: 200 + id,
      importer: String(data.importer),
      dry_run: Boolean(data.dry_run),
      status: 2,
      progress: 0,
      message: 'Scheduled',
      error: null,
      counts: {},
      created_at: 1,
      finished_at: null,
      uploadid,
      settings,
    };
    this.imports.push(made);
    return made;
  }

  private find<T extends { id: number }>(list: T[], id: string): T {
    const found = list.find((each) => each.id === Number(id));
    if (!found) throw new Refusal(404, 'There is no such export or import.');
    return found;
  }

  private async send(req: Request, res: Response): Promise<null> {
    const range = req.get('range') ?? '';
    this.ranges.push(range);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const start = Number(from);
    const end = Number(to) + 1;
    if (this.onPart(req, res, start)) return null;
    res.status(206).set({
      'content-range': `bytes ${start}-${end - 1}/${this.file.size}`,
      'content-length': String(end - start),
    });
    await pipeline(this.file.stream(start, end), res).catch(() => undefined);
    return null;
  }

  private cancel(jobId: number): unknown {
    const made = [...this.exports, ...this.imports].find((each) => each.moodle_job_id === jobId);
    if (!made) return undefined;
    this.cancelled.push(jobId);
    if (made.status >= 4) throw new Refusal(409, 'The task has ended.');
    Object.assign(made, { status: 5, error: 'Cancelled.' });
    return { id: jobId, status: 'cancelled', message: 'Cancelled.' };
  }
}

export const TOKEN_CANARY = 'CANARY0webservice0token0000000000';

const shown = ({ hash: _, ...upload }: FakeUpload): Upload => ({
  ...upload,
  sha256: upload.complete ? upload.sha256 : null,
  expires_at: 9_999_999_999,
});

const token = ({ id, name }: { id: number; name: string }) => ({
  id,
  name,
  userid: 2,
  username: 'admin',
  service: null,
  functions: null,
  addresses: [],
  expires_at: null,
  last_used_at: null,
  created_at: 1,
});

const logEntry = (n: number) => ({
  n,
  kind: 'courses',
  line: n,
  outcome: n === 1 ? 'created' : 'conflict',
  name: `C${n}`,
  source_id: n,
  target_id: null,
  message: '',
});

const offer = {
  exporters: [
    { name: 'tool_wp\\tool_wp\\exporter\\courses', settings: [] },
    { name: 'tool_program\\tool_wp\\exporter\\programs', settings: [] },
  ],
  importers: [
    { name: 'tool_wp\\tool_wp\\importer\\courses', settings: [] },
    { name: 'tool_organisation\\tool_wp\\importer\\positions_csv', settings: [] },
  ],
  limits: { file_bytes: 1_000_000, entities: 1000, concurrent_exports: 2 },
};
