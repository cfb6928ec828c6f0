/** The one client for an agent of either kind: ours, or the PHP plugin. Every answer goes through the contract. */
import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { z } from 'zod';
import {
  backupCreateReply,
  backupDeleteReply,
  backupRestoreReply,
  backupsInProgressReply,
  type BackupCreateReply,
  type BackupDeleteReply,
  type BackupRestoreReply,
} from '../../contract/agent/backups.js';
import { coreReply, coreUpdate, coreUpdateType, type CoreReply } from '../../contract/agent/core.js';
import { coursesReply, type CoursesReply } from '../../contract/agent/courses.js';
import {
  longWorkReply,
  pluginsReply,
  updatesCheckReply,
  type LongWorkReply,
  type PluginsReply,
  type UpdatesCheckReply,
} from '../../contract/agent/plugins.js';
import { healthReply, type HealthReply } from '../../contract/agent/health.js';
import {
  presetApplyReply,
  presetReply,
  type PresetApplyReply,
  type PresetApplyRequest,
  type PresetReply,
} from '../../contract/agent/presets.js';
import {
  capabilitiesReply,
  dashboardReply,
  keyStatusReply,
  pairReply,
  type CapabilitiesReply,
  type DashboardReply,
} from '../../contract/agent/site.js';
import {
  taskCancelReply,
  taskCheckReply,
  taskLogReply,
  type TaskCancelReply,
  type TaskCheckReply,
  type TaskLogReply,
  type TaskType,
} from '../../contract/agent/tasks.js';
import { usersCountReply, usersOnlineReply } from '../../contract/agent/users.js';
import { AgentError } from './agent-error.js';
import { ask, ORDER_TIMEOUT } from './ask.js';
import { CourseCopyClient } from './course-copy-client.js';
import { MigrationClient } from './migration-client.js';
import { OrganisationClient } from './organisation-client.js';
import type { AgentAddress, AgentRequest, AgentTransport } from './transport.js';
import { UploadClient } from './upload-client.js';
import { WebserviceClient } from './webservice-client.js';

/** A fleet's largest sites have tens of thousands of courses at some 200 bytes each. */
const COURSES_MAX_BYTES = 64 * 1024 * 1024;
/** Of a preset's XML. */
export const PRESET_MAX_BYTES = 8 * 1024 * 1024;
/** Some 450 plugins with their logs are half a megabyte; old sites have long logs. */
const INVENTORY_MAX_BYTES = 64 * 1024 * 1024;
const INVENTORY_TIMEOUT = 60_000;
/** A change is only written down by the agent when it is ordered. */
const CHANGE_TIMEOUT = 15_000;
/** Thousands of settings are written one by one. */
const APPLY_TIMEOUT = 180_000;
const CHECK_TIMEOUT = 10_000;

/** The PHP plugin names no type where it cannot tell one; then the most careful is meant. */
const toldCoreReply = coreReply.extend({
  update_available: z
    .array(coreUpdate.extend({ type: coreUpdateType.nullable().transform((type) => type ?? 'core-mega') }))
    .nullish(),
});

export class AgentClient {
  readonly uploads: UploadClient;
  readonly copies: CourseCopyClient;
  readonly migration: MigrationClient;
  readonly organisation: OrganisationClient;
  readonly webservice: WebserviceClient;

  constructor(private readonly transport: AgentTransport) {
    this.uploads = new UploadClient(transport);
    this.copies = new CourseCopyClient(transport);
    this.migration = new MigrationClient(transport);
    this.organisation = new OrganisationClient(transport);
    this.webservice = new WebserviceClient(transport);
  }

  /** @returns null from the PHP plugin, which does not know the route */
  async capabilities(site: AgentAddress): Promise<CapabilitiesReply | null> {
    try {
      return await this.ask(
        site,
        { method: 'GET', path: '/capabilities', timeout: CHECK_TIMEOUT },
        capabilitiesReply,
      );
    } catch (error) {
      if (error instanceof AgentError && error.kind === 'unsupported') return null;
      throw error;
    }
  }

  dashboard(site: AgentAddress): Promise<DashboardReply> {
    return this.ask(site, { method: 'GET', path: '/dashboard' }, dashboardReply);
  }

  /** Of an agent with the feature `health`. */
  health(site: AgentAddress): Promise<HealthReply> {
    return this.ask(site, { method: 'GET', path: '/health' }, healthReply);
  }

  async keyExpiry(site: AgentAddress): Promise<string> {
    const reply = await this.ask(site, { method: 'GET', path: '/api_key_status' }, keyStatusReply);
    return reply.key_expiration_date;
  }

  async userCount(site: AgentAddress): Promise<number> {
    return (await this.ask(site, { method: 'GET', path: '/users/count' }, usersCountReply)).number_of_users;
  }

  async onlineCount(site: AgentAddress): Promise<number> {
    return (await this.ask(site, { method: 'GET', path: '/users/online' }, usersOnlineReply)).online;
  }

  courses(site: AgentAddress): Promise<CoursesReply> {
    return this.ask(
      site,
      {
        method: 'GET',
        path: '/courses',
        query: { displaycourses: 1, displaycategories: 1 },
        timeout: 120_000,
        maxBytes: COURSES_MAX_BYTES,
      },
      coursesReply,
    );
  }

  /** Tells an agent of ours where this panel is. */
  async pair(site: AgentAddress, panelUrl: string, instanceId: number): Promise<void> {
    const data = { panel_url: panelUrl, instance_id: instanceId };
    await this.ask(site, { method: 'POST', path: '/panel', data, timeout: CHECK_TIMEOUT }, pairReply);
  }

  orderBackups(site: AgentAddress, data: unknown, requestKey: string): Promise<BackupCreateReply> {
    return this.order(site, 'POST', '/backups', data, requestKey, backupCreateReply);
  }

  orderRestore(site: AgentAddress, data: unknown, requestKey: string): Promise<BackupRestoreReply> {
    return this.order(site, 'PUT', '/backups', data, requestKey, backupRestoreReply);
  }

  orderDeletion(site: AgentAddress, data: unknown, requestKey: string): Promise<BackupDeleteReply> {
    return this.order(site, 'DELETE', '/backups', data, requestKey, backupDeleteReply);
  }

  /** Every plugin with its updates and log. */
  plugins(site: AgentAddress): Promise<PluginsReply> {
    return this.ask(
      site,
      {
        method: 'GET',
        path: '/plugins',
        query: { displayupdates: 1, displayupdateslog: 1 },
        timeout: INVENTORY_TIMEOUT,
        maxBytes: INVENTORY_MAX_BYTES,
      },
      pluginsReply,
    );
  }

  /** Moodle's own version with its updates and log. */
  core(site: AgentAddress): Promise<CoreReply> {
    return this.ask(
      site,
      {
        method: 'GET',
        path: '/moodle_core',
        query: { displayupdates: 1, displayupdateslog: 1 },
        timeout: INVENTORY_TIMEOUT,
        maxBytes: INVENTORY_MAX_BYTES,
      },
      toldCoreReply,
    );
  }

  /** Has the site ask Moodle's update service. */
  checkUpdates(site: AgentAddress): Promise<UpdatesCheckReply> {
    return this.ask(
      site,
      { method: 'POST', path: '/updates/check', data: {}, timeout: INVENTORY_TIMEOUT },
      updatesCheckReply,
    );
  }

  /** @param path of the change, with its query: `/plugins/updates`, `/plugin/uninstall?plugin=…` */
  orderChange(site: AgentAddress, path: string, data: unknown, requestKey: string): Promise<LongWorkReply> {
    return this.order(site, 'POST', path, data, requestKey, longWorkReply, CHANGE_TIMEOUT);
  }

  /** Ids of the courses of which backups are under way. */
  async backupsInProgress(site: AgentAddress): Promise<number[]> {
    const reply = await this.ask(site, { method: 'GET', path: '/backups' }, backupsInProgressReply);
    return (reply.backups_in_progress ?? []).map((entry) => entry.id);
  }

  taskCheck(site: AgentAddress, id: number, type: TaskType): Promise<TaskCheckReply> {
    return this.ask(
      site,
      { method: 'GET', path: '/tasks/check', query: { id, type }, timeout: CHECK_TIMEOUT },
      taskCheckReply,
    );
  }

  taskLog(site: AgentAddress, id: number, after: number): Promise<TaskLogReply> {
    return this.ask(
      site,
      { method: 'GET', path: '/tasks/log', query: { id, after }, timeout: CHECK_TIMEOUT },
      taskLogReply,
    );
  }

  cancelTask(site: AgentAddress, id: number): Promise<TaskCancelReply> {
    return this.ask(site, { method: 'POST', path: '/tasks/cancel', data: { id } }, taskCancelReply);
  }

  /**
   * Asks a site to make its preset; it follows by callback.
   * @param sensitive with settings that Moodle treats as passwords, sealed
   */
  orderPreset(site: AgentAddress, instance: number, sensitive: boolean, key: string): Promise<PresetReply> {
    const query = { instanceid: instance, ...(sensitive && { sensitive: 1 }) };
    const headers = { 'idempotency-key': key };
    return this.ask(
      site,
      { method: 'GET', path: '/admin_presets', query, headers, timeout: ORDER_TIMEOUT },
      presetReply,
    );
  }

  /** The XML that a finished job made. @returns null from an agent that does not keep it */
  async presetFile(site: AgentAddress, job: number): Promise<Buffer | null> {
    try {
      return await this.transport.bytes(site, {
        method: 'GET',
        path: '/admin_presets/file',
        query: { id: job },
        headers: { accept: 'application/xml' },
        maxBytes: PRESET_MAX_BYTES,
      });
    } catch (error) {
      if (error instanceof AgentError && error.kind === 'unsupported') return null;
      throw error;
    }
  }

  /** Applies settings of a preset, or takes an application back. */
  applyPreset(site: AgentAddress, data: PresetApplyRequest, key: string): Promise<PresetApplyReply> {
    const headers = { 'idempotency-key': key };
    return this.ask(
      site,
      {
        method: 'POST',
        path: '/admin_presets',
        data,
        headers,
        timeout: APPLY_TIMEOUT,
        maxBytes: PRESET_MAX_BYTES,
      },
      presetApplyReply,
    );
  }

  /** @param range the browser's Range header, passed on as it is */
  backupFile(site: AgentAddress, link: string, range?: string): Promise<AxiosResponse<Readable>> {
    const headers = { accept: '*/*', ...(range ? { range } : {}) };
    return this.transport.stream(site, { method: 'GET', path: '/backups/file', query: { link }, headers });
  }

  private order<T extends z.ZodType>(
    site: AgentAddress,
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    data: unknown,
    requestKey: string,
    schema: T,
    timeout = ORDER_TIMEOUT,
  ): Promise<z.output<T>> {
    const headers = { 'idempotency-key': requestKey };
    return this.ask(site, { method, path, data, headers, timeout }, schema);
  }

  private ask<T extends z.ZodType>(
    site: AgentAddress,
    request: AgentRequest,
    schema: T,
  ): Promise<z.output<T>> {
    return ask(this.transport, site, request, schema);
  }
}
