/** The whole organisation as the panel shows it. */
import type { OrganisationReply, OrgFrameworkKind } from '../../contract/agent/organisation.js';
import type { AgentContext } from '../context.js';
import { countJobs, heldAt } from './jobs.js';
import { readFrameworks, readUnits } from './units.js';

export async function readOrganisation({
  store: { prisma },
  clock,
}: Pick<AgentContext, 'store' | 'clock'>): Promise<OrganisationReply> {
  const now = clock();
  const counts = await countJobs(prisma, now);
  const frameworks: OrganisationReply['frameworks'] = [];
  for (const { id, kind, name, idnumber } of await readFrameworks(prisma)) {
    const units = (await readUnits(prisma, id)).map((unit) => ({
      id: unit.id,
      parentid: unit.parentId,
      name: unit.name,
      idnumber: unit.idnumber,
      description: unit.description,
      globalmanager: unit.globalManager,
      departmentmanager: unit.departmentManager,
      jobs: counts.get(unit.id) ?? 0,
    }));
    frameworks.push({ id, kind: kind as OrgFrameworkKind, name, idnumber, units });
  }
  return { frameworks, jobs: await prisma.orgJob.count({ where: heldAt(now) }) };
}
