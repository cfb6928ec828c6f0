/** The plugins of a fake site, and what a change of them reports. */
import type { ChangeReport } from '../../contract/agent/changes.js';

export interface FakePlugin {
  component: string;
  version: string | null;
  name?: string;
  standard?: boolean;
  enabled?: boolean;
  offers?: { version: string; release?: string }[];
  log?: { id: number; info: string }[];
}

export interface FakeCore {
  version: string;
  release: string;
  offers: { version: string; release: string; type: string | null }[];
}

/** What an order for a change asked for. */
export interface FakeChange {
  updates?: ({ model_id?: number; component?: string; version?: string; link?: string } | string)[];
  plugin?: string;
  version?: string;
  dry_run?: boolean;
}

/** Types of tasks by the requests that order them. */
export const changeRoutes: Record<string, string> = {
  'POST /plugins/updates': 'plugins_update',
  'POST /plugins/installzip': 'plugins_install_zip',
  'POST /moodle_core/update': 'core_update',
  'POST /plugin/uninstall': 'plugin_uninstall',
};

/** Where a task of a type reports its end. */
export const callbackNames = {
  backup_course: 'backup',
  backup_course_restore: 'restore',
  backup_course_delete: 'delete',
  plugins_update: 'pluginsUpdate',
  plugins_install_zip: 'pluginsZip',
  core_update: 'core',
} as const;

/** The plugin names its job in text. */
export function longWorkReply(kind: 'agent' | 'plugin', jobId: number): unknown {
  return { status: true, moodle_job_id: kind === 'plugin' ? String(jobId) : jobId, message: 'In progress.' };
}

const offer = (component: string, version: string, release: string | undefined) => ({
  component,
  version,
  release: release ?? null,
  maturity: 200,
  url: `https://plugins.test/${component}`,
  download: `https://plugins.test/${component}-${version}.zip`,
  downloadmd5: 'a'.repeat(32),
});

export function pluginsReply(plugins: FakePlugin[]): unknown {
  return {
    last_check_for_updates: '1795000100',
    plugins: plugins.map(({ component, version, name, standard, enabled, offers, log }) => ({
      plugin: component.slice(component.indexOf('_') + 1),
      plugintype: component.slice(0, component.indexOf('_')),
      display_name: name ?? component,
      component,
      version,
      enabled: enabled ?? true,
      is_standard: standard ?? false,
      has_updates: (offers ?? []).length > 0,
      settings_section: null,
      directory: `/${component.replace('_', '/')}`,
      update_available: (offers ?? []).map((found) => ({
        ...offer(component, found.version, found.release),
        type: 'plugin',
      })),
      update_log: (log ?? []).map(({ id, info }) => ({
        id,
        type: 0,
        plugin: component,
        version,
        targetversion: version,
        info,
        details: null,
        backtrace: null,
        userid: 2,
        timemodified: 1795000000 + id,
        username: 'admin',
        email: null,
      })),
    })),
  };
}

export function coreReply({ version, release, offers }: FakeCore): unknown {
  return {
    current_version: version,
    current_release: release,
    last_check_for_updates: '1795000100',
    update_available: offers.map((found) => ({
      ...offer('core', found.version, found.release),
      compotent: 'core',
      type: found.type,
    })),
    update_log: [],
  };
}

export function report(changes: Partial<ChangeReport> = {}): ChangeReport {
  return {
    dry_run: false,
    outcome: 'done',
    steps: [{ step: 'upgrade', status: 'ok', started_at: 1795000000, seconds: 3, message: 'Upgraded.' }],
    maintenance_seconds: 4,
    database_dump: true,
    reasons: [],
    warnings: [],
    ...changes,
  };
}

/** What our agent says of a change that went well. */
export function changeResult(type: string, jobId: number, order: FakeChange): Record<string, unknown> {
  const common = { moodle_job_id: jobId, report: report({ dry_run: order.dry_run ?? false }) };
  const facts = { status: true, error: null, reasons: [], warnings: [] };
  switch (type) {
    case 'plugins_update':
    case 'plugins_install_zip':
      return {
        ...common,
        updates: (order.updates ?? []).map((update) => {
          const asked = typeof update === 'string' ? { link: update } : update;
          return {
            ...facts,
            model_id: asked.model_id,
            link: asked.link,
            component: asked.component ?? 'local_hello',
            to_version: asked.version ?? '2026010100',
          };
        }),
      };
    case 'plugin_uninstall':
      return { uninstalled: true, removed: true, error: null, report: common.report };
    default:
      return { ...common, status: true, message: 'Moodle was updated.' };
  }
}
