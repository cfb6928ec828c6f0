/** The requests that order changes of a site's code, made of nothing but the rows. */
import { updateKind, updateOptions } from '../../contract/panel/updates.js';
import { AgentError } from '../agents/agent-error.js';
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';
import type { Task, UpdateItem } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';
import { linkFor } from '../library/service.js';
import type { ChangeType } from '../tasks/change-types.js';
import type { OrderReply, Sender } from '../tasks/sender.js';

/** What the site writes down as who asked; it must be a number, and the panel's operators have none. */
const PANEL_USER = 1;

const send: Sender = async (panel, site, tasks, requestKey) => {
  const task = tasks[0];
  if (!task || tasks.length !== 1) throw new Error('Changes of a site’s code are ordered one by one.');
  const request = await panel.prisma.updateRequest.findUniqueOrThrow({
    where: { taskId: task.id },
    include: { items: { orderBy: { id: 'asc' } }, instance: { select: { agentKind: true } } },
  });
  const options = updateOptions.parse(request.options);
  const common = {
    instance_id: task.instanceId,
    user_id: PANEL_USER,
    username: task.createdBy?.slice(0, 255),
    // What it would not understand is not sent to the PHP plugin.
    ...(request.instance.agentKind === 'agent' && { dry_run: request.dryRun, ...options }),
  };
  const order = (path: string, data: object) =>
    place(panel, site, task, requestKey, path, { ...data, ...common });
  switch (updateKind.parse(request.kind)) {
    case 'plugins':
      return order('/plugins/updates', { updates: request.items.map(pluginUpdate) });
    case 'zips':
      return order('/plugins/installzip', {
        updates: (await withLinks(panel, task, request.items)).map((item) =>
          request.instance.agentKind === 'plugin' ? item.link : { link: item.link, ...digests(item) },
        ),
      });
    case 'uninstall':
      return order(`/plugin/uninstall?plugin=${encodeURIComponent(request.items[0]?.component ?? '')}`, {
        confirm: true,
      });
    case 'core': {
      const item = request.items[0];
      return order('/moodle_core/update', {
        version: item?.toVersion,
        download: item?.download,
        update_id: item?.id,
        ...(item && digests(item)),
      });
    }
  }
};

export const updateSenders: Record<ChangeType, Sender> = {
  plugins_update: send,
  plugins_install_zip: send,
  plugin_uninstall: send,
  core_update: send,
};

async function place(
  panel: PanelContext,
  site: AgentAddress,
  task: Task,
  requestKey: string,
  path: string,
  data: object,
): Promise<OrderReply> {
  const reply = await panel.agents.orderChange(site, path, data, requestKey);
  return reply.status
    ? { accepted: [{ taskId: task.id, jobId: reply.moodle_job_id }], refused: [] }
    : { accepted: [], refused: [{ taskId: task.id, status: 409, message: reply.message }] };
}

function pluginUpdate(item: UpdateItem): object {
  return {
    model_id: item.id,
    component: item.component,
    version: item.toVersion,
    release: item.toRelease,
    download: item.download,
    ...digests(item),
  };
}

const digests = ({ md5, sha256 }: UpdateItem) => ({ ...(md5 && { md5 }), ...(sha256 && { sha256 }) });

/** An order that names what is gone can never be sent. */
function libraryError(error: unknown): never {
  if (!(error instanceof ProblemError)) throw error;
  const hint = 'Upload the plugin to the library again, then order anew.';
  throw new AgentError('refused', error.message, hint, error.status);
}

/** Links of the library are made once and kept, so that the request is the same when it is sent again. */
async function withLinks(panel: PanelContext, task: Task, items: UpdateItem[]): Promise<UpdateItem[]> {
  const made: UpdateItem[] = [];
  for (const item of items) {
    if (item.link !== null || item.libraryItemId === null) {
      made.push(item);
      continue;
    }
    const link = await linkFor(panel, item.libraryItemId, task.instanceId).catch(libraryError);
    made.push(await panel.prisma.updateItem.update({ where: { id: item.id }, data: { link } }));
  }
  return made;
}
