/** Tasks that change a site's code. Of one site at most one is open (a unique index sees to it). */
import type { TaskType } from '../../contract/agent/tasks.js';
import type { UpdateKind } from '../../contract/panel/updates.js';

export const changeTypeOf = {
  plugins: 'plugins_update',
  zips: 'plugins_install_zip',
  uninstall: 'plugin_uninstall',
  core: 'core_update',
} as const satisfies Record<UpdateKind, TaskType>;
export type ChangeType = (typeof changeTypeOf)[UpdateKind];

export const changeTypes: ChangeType[] = Object.values(changeTypeOf);

export const isChangeType = (type: string): type is ChangeType => (changeTypes as string[]).includes(type);
