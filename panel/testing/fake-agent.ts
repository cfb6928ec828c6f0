/** An agent at the boundary: speaks the protocol of either kind, does no work, and misbehaves when told to. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { callbackPaths } from '../../contract/agent/callbacks.js';
import { agentFeatures } from '../../contract/agent/site.js';
import { AGENT_BASE_PATH } from '../../contract/agent/common.js';
import { checkReply, newJob, type FakeJob } from './fake-job.js';
import { FakeMigration } from './fake-migration.js';
import { FakeSettings } from './fake-settings.js';
import * as changes from './fake-changes.js';
import { postCallback, type CallbackFacts } from './post-callback.js';

type Handler = (req: Request, res: Response) => void | Promise<void>;

export class FakeAgent {
  readonly jobs: FakeJob[] = [];
  readonly requests: { method: string; path: string; key: string; body: unknown; idempotencyKey?: string }[] =
    [];
  courses = [
    { id: 2, category: 1, name: 'Algebra', shortname: 'ALG', visible: true },
    { id: 3, category: 2, name: 'Botany', shortname: 'BOT', visible: true },
  ];
  categories = [
    { id: 1, parent: 0, name: 'Science', sort: 1, path: '/1', depth: 1 },
    { id: 2, parent: 1, name: 'Life', sort: 2, path: '/1/2', depth: 2 },
  ];
  /** Its settings. */
  readonly settings = new FakeSettings();
  /** Its uploads, exports, imports and tokens. */
  readonly migration = new FakeMigration();
  plugins: changes.FakePlugin[] = [{ component: 'mod_quiz', version: '2024100700', standard: true }];
  core: changes.FakeCore = { version: '2024100706', release: '4.5.6 (Build: 20250811)', offers: [] };
  /** Replaces what a route does, by `METHOD /path`. */
  readonly instead = new Map<string, Handler>();
  url = '';
  private readonly replies = new Map<string, unknown>();
  private server: Server | undefined;

  constructor(
    readonly kind: 'agent' | 'plugin' = 'agent',
    public key = `key-${randomUUID()}`,
  ) {}

  async start(port = 0): Promise<this> {
    const app = express();
    app.use(express.json({ limit: '8mb' }));
    app.use(AGENT_BASE_PATH, (req, res) => void this.answer(req, res));
    this.server = createServer(app);
    await new Promise<void>((resolve) => this.server?.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(null));
  }

  job(id: number): FakeJob {
    const found = this.jobs.find((job) => job.id === id);
    if (!found) throw new Error(`no job ${id}`);
    return found;
  }

  /** Ends a job well, as `/tasks/check` will tell it. */
  finish(id: number): FakeJob {
    const job = this.job(id);
    Object.assign(job, { status: 1, state: 'succeeded', progress: 1, result: this.resultOf(job) });
    return job;
  }

  resultOf(job: FakeJob): Record<string, unknown> {
    if (job.type === 'course_duplicate' || job.type === 'course_restore') {
      return { courseid: 77, fullname: 'Algebra again', shortname: 'ALG2', warnings: ['No badges.'] };
    }
    if (job.change) return changes.changeResult(job.type, job.id, job.change);
    const common = { status: true, moodle_job_id: job.id, message: 'Done.' };
    if (job.type !== 'backup_course') {
      return { ...common, courseid: job.courseId, backup_result_id: job.backupId };
    }
    return {
      ...common,
      courseid: job.courseId,
      link: `manual/course_${job.courseId}__${job.id}.zip`,
      password: 'CANARY-backup-password',
      filesize: 4096,
      sha256: 'a'.repeat(64),
    };
  }

  /** Posts a callback as our agent does, signed. */
  async callback(
    panelUrl: string,
    instance: number,
    job: FakeJob,
    how: CallbackFacts & { body?: Record<string, unknown>; unsigned?: boolean } = {},
  ): Promise<{ status: number; body: unknown }> {
    const { body = this.resultOf(job), unsigned = false, ...facts } = how;
    const name = changes.callbackNames[job.type as keyof typeof changes.callbackNames];
    return postCallback(panelUrl, callbackPaths[name](instance), {
      ...facts,
      key: facts.key ?? this.key,
      body: Buffer.from(JSON.stringify(body)),
      contentType: 'application/json',
      signed: !unsigned,
    });
  }

  /** Posts a preset as our agent does, or as the PHP plugin: without signature and job, and as if it were JSON. */
  async presetCallback(
    panelUrl: string,
    instance: number,
    how: CallbackFacts & { xml?: string | Buffer; job?: FakeJob } = {},
  ): Promise<{ status: number; body: unknown }> {
    const { xml = this.settings.toXml(), job, ...facts } = how;
    const ours = this.kind === 'agent';
    return postCallback(panelUrl, callbackPaths.preset(instance), {
      ...facts,
      key: facts.key ?? this.key,
      body: Buffer.from(xml),
      contentType: ours ? 'application/xml' : 'application/json',
      signed: ours,
      jobId: ours ? job?.id : undefined,
    });
  }

  private async answer(req: Request, res: Response): Promise<void> {
    const key = req.get('x-api-key') ?? '';
    const idempotencyKey = req.get('idempotency-key');
    this.requests.push({
      method: req.method,
      path: req.path,
      key,
      body: req.body as unknown,
      idempotencyKey,
    });
    const route = `${req.method} ${req.path}`;
    const other = this.instead.get(route);
    if (other) return void (await other(req, res));
    if (key !== this.key) return void res.status(401).json({ error: 'Authorization failed.' });
    const known = idempotencyKey && this.kind === 'agent' ? this.replies.get(idempotencyKey) : undefined;
    const moved = this.kind === 'agent' && !known ? await this.migration.answer(route, req, res) : undefined;
    if (moved === null) return;
    const reply = known ?? moved ?? this.reply(route, req);
    if (reply === undefined) return void res.status(404).json({ error: 'Endpoint not found.' });
    if (idempotencyKey) this.replies.set(idempotencyKey, reply);
    res.json(reply);
  }

  /** Does the work of a request as if its reply had been lost on the way. */
  rememberReply(req: Request): void {
    const key = req.get('idempotency-key');
    if (key) this.replies.set(key, this.reply(`${req.method} ${req.path}`, req));
  }

  /** The same of a route of `migration`, once for each key. */
  async rememberMigration(req: Request, res: Response): Promise<void> {
    const key = req.get('idempotency-key') ?? '';
    const route = `${req.method} ${req.path}`;
    if (!this.replies.has(key)) this.replies.set(key, await this.migration.answer(route, req, res));
  }

  /** What a route answers when it behaves; also for handlers that misbehave only afterwards. */
  reply(route: string, req: Request): unknown {
    const ours = this.kind === 'agent';
    const body = (req.body as { data?: Record<string, unknown> } | undefined)?.data ?? {};
    switch (route) {
      case 'GET /dashboard':
        return {
          url: `${this.url}/site`,
          site_fullname: 'Fake University',
          site_shortname: 'FU',
          logo: null,
          logocompact: null,
          theme: 'boost',
          moodle_version: '4.5.6',
        };
      case 'GET /users/count':
        return { number_of_users: 40 };
      case 'GET /users/online':
        return { all_users: 40, online: 3 };
      case 'GET /courses':
        return {
          number_of_categories: this.categories.length,
          number_of_courses: this.courses.length,
          courses: this.courses,
          categories: this.categories,
        };
      case 'POST /backups':
        return this.orderBackups(body.courses as number[]);
      case 'PUT /backups':
        return {
          status: true,
          message: 'Course backup will be restored.',
          moodle_job_id: this.add(
            'backup_course_restore',
            Number(body.moodle_course_id),
            Number(body.backup_result_id),
          ).id,
        };
      case 'DELETE /backups':
        return {
          backups: (body.backups as { backup_result_id: number }[]).map((entry) => ({
            backup_result_id: entry.backup_result_id,
            status: true,
            message: 'Backup will be deleted.',
            moodle_job_id: this.add('backup_course_delete', 0, entry.backup_result_id).id,
          })),
        };
      case 'GET /plugins':
        return changes.pluginsReply(this.plugins);
      case 'GET /moodle_core':
        return changes.coreReply(this.core);
      case 'POST /plugins/updates':
      case 'POST /plugins/installzip':
      case 'POST /moodle_core/update':
        return this.orderChange(route, body);
      case 'GET /tasks/check':
        return checkReply(
          this.kind,
          this.jobs.find((job) => job.id === Number(req.query.id)),
        );
      case 'GET /admin_presets': {
        const job = this.add('admin_presets_create', 0);
        const message = 'Admin presets creation in progress';
        return { status: true, message, ...(ours && { moodle_job_id: job.id }) };
      }
      case 'GET /backups':
        return { backups_in_progress: null };
    }
    if (!ours) return undefined;
    switch (route) {
      case 'GET /capabilities':
        return {
          agent: 'moopanel-agent',
          version: '9.9.9',
          features: [...agentFeatures],
          task_types: ['backup_course'],
          moodle_release: '4.5',
          limits: { body_bytes: 1048576, concurrent_backups: 2 },
        };
      case 'POST /admin_presets':
        return this.settings.take(body);
      case 'POST /plugin/uninstall':
        return this.orderChange(route, { ...body, plugin: req.query.plugin });
      case 'POST /updates/check':
        return { status: true, last_check_for_updates: '1795000100' };
      case 'POST /panel':
        return { status: true, panel_url: String(body.panel_url) };
      case 'POST /courses/duplicate':
      case 'POST /courses/restore': {
        const type = route.endsWith('duplicate') ? 'course_duplicate' : 'course_restore';
        const copyid = 'c'.repeat(32);
        const { id } = this.add(type, Number(body.courseid ?? 0));
        return { status: true, message: 'In progress.', moodle_job_id: id, copyid };
      }
      case 'POST /tasks/cancel':
        Object.assign(this.job(Number(body.id)), { status: 3, state: 'cancelled', error: 'Cancelled.' });
        return { id: Number(body.id), status: 'cancelled', message: 'Cancelled.' };
    }
    return undefined;
  }

  private orderBackups(courses: number[]): unknown {
    const known = (id: number) => this.courses.some((course) => course.id === id);
    const made = courses.filter(known).map((id) => this.add('backup_course', id));
    const missing = courses.filter((id) => !known(id));
    return {
      backups: made.map((job) => ({
        id: job.courseId,
        status: 200,
        moodle_job_id: this.kind === 'plugin' ? String(job.id) : job.id,
        message: 'Backup will be created.',
      })),
      ...(missing.length > 0 && {
        errors: missing.map((id) => ({ id, status: 404, message: 'Course not exist.' })),
      }),
    };
  }

  private orderChange(route: string, body: Record<string, unknown>): unknown {
    const job = this.add(changes.changeRoutes[route] ?? '', 0);
    job.change = body as changes.FakeChange;
    return changes.longWorkReply(this.kind, job.id);
  }

  private add(type: string, courseId: number, backupId?: number): FakeJob {
    const job = newJob(this.jobs.length + 11, type, courseId, backupId);
    this.jobs.push(job);
    return job;
  }
}
