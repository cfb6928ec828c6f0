/** What the agent learned while running, such as the panel's address. */
import type { PrismaClient } from './generated/client.js';

export const settingNames = {
  /** Where callbacks go, told at pairing or enrolment. */
  panelUrl: 'panel_url',
  /** What that panel calls this site. */
  instanceId: 'instance_id',
  /** The minute of the hour at which this installation looks whether a check for updates is due. */
  updateCheckMinute: 'update_check_minute',
} as const;

export interface Settings {
  /** Null when it was never set. */
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
}

export function settings(prisma: PrismaClient): Settings {
  return {
    async get(name) {
      return (await prisma.setting.findUnique({ where: { name } }))?.value ?? null;
    },
    async set(name, value) {
      await prisma.setting.upsert({ where: { name }, create: { name, value }, update: { value } });
    },
  };
}
