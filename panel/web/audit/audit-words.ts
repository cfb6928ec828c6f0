/** The audit log in words. Refused calls are written under the name of their route and stay as they are. */
import type { AuditEntry } from '../../../contract/panel/account.js';

const words: Record<string, string> = {
  'auth.sign_in': 'Signed in',
  'backup.create': 'Backup ordered',
  'backup.delete': 'Backup deletion ordered',
  'backup.download': 'Backup downloaded',
  'backup.password': 'Backup password shown',
  'backup.restore': 'Restore ordered',
  callback: 'Call of a site',
  'cluster.create': 'Cluster added',
  'cluster.delete': 'Cluster deleted',
  'cluster.update': 'Cluster changed',
  'enrolment.code': 'Enrolment code made',
  'enrolment.use': 'Enrolment code used',
  'instance.create': 'Site added',
  'instance.delete': 'Site deleted',
  'instance.update': 'Site changed',
  'preset.apply': 'Settings applied',
  'preset.baseline': 'Baseline set',
  'preset.baseline_remove': 'Baseline removed',
  'preset.hidden': 'Hidden settings changed',
  'preset.request': 'Preset requested',
  'preset.retry': 'Application asked for again',
  'preset.undo': 'Application undone',
  'library.delete': 'Library zip deleted',
  'library.download': 'Library zip downloaded',
  'library.fetch': 'Library zip fetched by a site',
  'library.update': 'Library zip’s note changed',
  'library.upload': 'Library zip uploaded',
  'rollout.abort': 'Rollout aborted',
  'rollout.confirm': 'Rollout’s wave confirmed',
  'rollout.create': 'Rollout made',
  'rollout.pause': 'Rollout paused',
  'rollout.resume': 'Rollout resumed',
  'rollout.retry': 'Rollout’s failed sites tried again',
  'rollout.skip': 'Rollout’s sites left out',
  'rollout.start': 'Rollout started',
  'task.cancel': 'Task cancelled',
  'update.check': 'Asked for updates',
  'update.core': 'Moodle update ordered',
  'update.core.dry_run': 'Dry run of a Moodle update ordered',
  'update.plugins': 'Plugin update ordered',
  'update.plugins.dry_run': 'Dry run of a plugin update ordered',
  'update.uninstall': 'Plugin removal ordered',
  'update.uninstall.dry_run': 'Dry run of a plugin removal ordered',
  'update.zips': 'Plugin installation ordered',
  'update.zips.dry_run': 'Dry run of a plugin installation ordered',
  'token.create': 'API token created',
  'token.revoke': 'API token revoked',
};

/** What was done, such as `Backup ordered`; the action's own name where there is no word for it. */
export const actionWords = (action: string): string =>
  Object.hasOwn(words, action) ? (words[action] ?? action) : action;

/** What it was done to. Orders and revocations name bare ids, which say nothing by themselves. */
export function targetWords({ action, target }: Pick<AuditEntry, 'action' | 'target'>): string | null {
  if (target === null || !/^\d+(, \d+)*$/.test(target)) return target;
  if (action === 'backup.create') return `${target.includes(',') ? 'courses' : 'course'} ${target}`;
  return action === 'token.revoke' ? `token ${target}` : target;
}
