/** Who calls. */
import { roles, type Role } from '../../contract/panel/common.js';

export interface Principal {
  kind: 'session' | 'token' | 'anonymous';
  /** The user's or the token's id. */
  id: string;
  name: string;
  email: string | null;
  /** Null may call nothing but public routes. */
  role: Role | null;
  /** How the audit trail names them. */
  actor: string;
  ip: string | null;
}

/** Whether a role includes another's rights. */
export function mayActAs(role: Role | null, least: Role): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(least);
}
