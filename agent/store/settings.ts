/** What the agent learned while running, such as the panel's address. */
import type { PrismaClient } from './generated/client.js';

/** `panel_url`: where callbacks go, told at pairing. `instance_id`: what that panel calls this site. */
export type SettingName = 'panel_url' | 'instance_id';

export interface Settings {
  get(name: SettingName): Promise<string | null>;
  set(name: SettingName, value: string): Promise<void>;
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
