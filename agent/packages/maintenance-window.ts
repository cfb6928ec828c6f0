/** The site's maintenance mode during a change: entered once, left once, and never left when somebody else has entered it. */
import { enterMaintenance, leaveMaintenance, readMaintenance } from '../moodle/maintenance.js';
import { saveIfPossible, type ChangeTools } from './change-tools.js';

/** What the site said before; true when an operator had it on already. */
export async function isOthersMaintenance(tools: Pick<ChangeTools, 'site' | 'taskId'>): Promise<boolean> {
  const found = await readMaintenance(tools.site.config);
  return found.on && found.taskId !== tools.taskId;
}

/** On when it resolves. The journal knows of it before, so that no crash can leave it on for ever. */
export async function openWindow(tools: ChangeTools): Promise<void> {
  const { journal, clock, site, taskId } = tools;
  if (await isOthersMaintenance(tools)) return;
  if (!journal.inMaintenance) {
    journal.inMaintenance = true;
    journal.maintenanceSince = clock().getTime();
    await tools.save();
  }
  await tools.reached('noted-maintenance');
  await enterMaintenance(site.config, taskId);
  await tools.reached('in-maintenance');
}

/** As it was before the task when it resolves. */
export async function closeWindow(tools: ChangeTools): Promise<void> {
  const { journal, clock, site, taskId } = tools;
  await leaveMaintenance(site.config, taskId);
  if (!journal.inMaintenance) return;
  const since = journal.maintenanceSince ?? clock().getTime();
  journal.maintenanceSeconds += Math.max(0, (clock().getTime() - since) / 1000);
  journal.inMaintenance = false;
  journal.maintenanceSince = null;
  await saveIfPossible(tools);
}
