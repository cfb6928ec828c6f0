/** Turns the requests that change the site's code into orders, complaining in the reference's words first. */
import { numericId } from '../../contract/agent/common.js';
import { coreUpdateRequest } from '../../contract/agent/core.js';
import {
  pluginQuery,
  pluginsInstallZipRequest,
  pluginsUpdateRequest,
  pluginUninstallRequest,
} from '../../contract/agent/plugins.js';
import type { AgentContext } from '../context.js';
import type { CoreOrder, PluginsOrder, UninstallOrder } from '../packages/orders.js';
import { findPlugin } from '../plugins/plugin-replies.js';
import { ApiError } from './errors.js';

type Data = Readonly<Record<string, unknown>>;

interface Who {
  instance_id?: number | null;
  user_id?: number | null;
  username?: string | null;
  dry_run?: boolean | null;
  overwrite_vcs?: boolean | null;
  ignore_health?: boolean | null;
}

/** What all orders have in common. */
function common(request: Who) {
  return {
    instanceId: request.instance_id ?? null,
    userId: request.user_id ?? null,
    username: request.username ?? null,
    dryRun: request.dry_run ?? false,
    overwriteVcs: request.overwrite_vcs ?? false,
    ignoreHealth: request.ignore_health ?? false,
  };
}

const lower = (digest: string | null | undefined) => digest?.toLowerCase() ?? null;

function requireUpdates(data: Data, complaint: string): void {
  if (!Array.isArray(data.updates) || data.updates.length === 0) throw new ApiError(400, complaint);
}

/** POST `/plugins/updates`. A digest that Moodle's update service gave with the offer is used where none is given. */
export async function pluginsUpdateOrder({ inventory }: AgentContext, data: Data): Promise<PluginsOrder> {
  requireUpdates(data, 'No updates specified.');
  const request = pluginsUpdateRequest.parse(data);
  const { plugins } = await inventory.read();
  const offered = new Map(
    plugins.flatMap(({ updates }) =>
      updates.map(({ download, downloadmd5 }) => [download, downloadmd5] as const),
    ),
  );
  const keys = new Set(request.updates.map(({ model_id }) => model_id));
  if (keys.size < request.updates.length) throw new ApiError(400, 'updates: the same model_id twice.');
  return {
    ...common(request),
    items: request.updates.map((update) => ({
      key: String(update.model_id),
      link: update.download,
      component: update.component,
      version: String(update.version),
      sha256: lower(update.sha256),
      md5: lower(update.md5 ?? offered.get(update.download)),
    })),
  };
}

/** POST `/plugins/installzip`. An address that is named twice counts once. */
export function installZipOrder(data: Data): PluginsOrder {
  requireUpdates(data, 'No zip files urls specified.');
  const request = pluginsInstallZipRequest.parse(data);
  const links = new Map(request.updates.map((update) => [update.link, update]));
  return {
    ...common(request),
    items: [...links.values()].map((update) => ({
      key: update.link,
      link: update.link,
      component: null,
      version: null,
      sha256: 'sha256' in update ? lower(update.sha256) : null,
      md5: 'md5' in update ? lower(update.md5) : null,
    })),
  };
}

/**
 * POST `/plugin/uninstall?plugin=`.
 * @throws ApiError 400 for a plugin that is not there, is Moodle's own, or is needed by others; 403 without `confirm`
 */
export async function uninstallOrder(
  context: AgentContext,
  query: unknown,
  data: Data,
): Promise<UninstallOrder> {
  if (typeof query !== 'object' || query === null || !('plugin' in query) || query.plugin === '')
    throw new ApiError(400, 'Plugin not specified.');
  const parsed = pluginQuery.safeParse(query);
  const plugin = parsed.success ? findPlugin(await context.inventory.read(), parsed.data.plugin) : undefined;
  if (plugin === undefined) throw new ApiError(400, 'Plugin not exist.');
  if (data.confirm !== true && data.dry_run !== true) throw new ApiError(403, 'Not confirmed.');
  const request = pluginUninstallRequest.parse({ ...data, confirm: true });
  const { component } = plugin.info;
  const reasons = request.dry_run ? [] : await context.site.bridge.uninstallReasons(component);
  if (reasons.length > 0) throw new ApiError(400, reasons.map(({ message }) => message).join(' '));
  return { ...common(request), component };
}

/** POST `/moodle_core/update`. */
export async function coreOrder({ inventory }: AgentContext, data: Data): Promise<CoreOrder> {
  const given = (name: string) => data[name] !== undefined && data[name] !== null && data[name] !== '';
  if (given('instance_id')) {
    if (!numericId.safeParse(data.instance_id).success)
      throw new ApiError(400, 'Bad Request - Please provide a valid instance ID.');
    if (!given('update_id')) throw new ApiError(400, 'Bad Request - Please provide update ID.');
  }
  if (!given('version')) throw new ApiError(400, 'Bad request - no core version specified.');
  if (!given('download')) throw new ApiError(400, 'Bad request - no download link specified.');
  const { coreUpdates } = await inventory.read();
  const offer = coreUpdates.find(({ version }) => Number(version) === Number(data.version));
  if (!offer) throw new ApiError(400, 'Bad request - Moodle version not found in available updates.');
  const request = coreUpdateRequest.parse(data);
  const md5 = request.md5 ?? (offer.download === request.download ? offer.downloadmd5 : null);
  return {
    ...common(request),
    updateId: request.update_id ?? null,
    version: request.version,
    link: request.download,
    sha256: lower(request.sha256),
    md5: lower(md5),
  };
}
