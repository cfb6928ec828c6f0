/** Departments, positions and jobs, which a plain Moodle does not have: the agent keeps them (ours). */
import { z } from 'zod';

export const orgFrameworkKind = z.enum(['department', 'position']);
export type OrgFrameworkKind = z.infer<typeof orgFrameworkKind>;

export const orgUnit = z.object({
  id: z.int().positive(),
  /** Of the unit above, null at the top. */
  parentid: z.int().nullable(),
  name: z.string(),
  idnumber: z.string().nullable(),
  description: z.string(),
  /** Of positions: leads everybody below it; leads its own department. False for departments. */
  globalmanager: z.boolean(),
  departmentmanager: z.boolean(),
  /** People who hold it now. */
  jobs: z.int(),
});
export type OrgUnit = z.infer<typeof orgUnit>;

export const orgFramework = z.object({
  id: z.int().positive(),
  kind: orgFrameworkKind,
  name: z.string(),
  idnumber: z.string().nullable(),
  units: z.array(orgUnit),
});
export type OrgFramework = z.infer<typeof orgFramework>;

/** GET `/organisation`: every framework with its units, parents before children. */
export const organisationReply = z.object({ frameworks: z.array(orgFramework), jobs: z.int() });
export type OrganisationReply = z.infer<typeof organisationReply>;

/** GET `/organisation/jobs?unitid=&after=&limit=`: who holds what. Times in unix seconds. */
export const orgJobsQuery = z.object({
  unitid: z.coerce.number().int().positive().optional(),
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const orgJob = z.object({
  id: z.int().positive(),
  userid: z.int(),
  username: z.string(),
  fullname: z.string(),
  departmentid: z.int().nullable(),
  department: z.string().nullable(),
  positionid: z.int().nullable(),
  position: z.string().nullable(),
  startdate: z.int(),
  enddate: z.int().nullable(),
});
export type OrgJob = z.infer<typeof orgJob>;
export const orgJobsReply = z.object({ jobs: z.array(orgJob), next: z.int().nullable() });
export type OrgJobsReply = z.infer<typeof orgJobsReply>;
