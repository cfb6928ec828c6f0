/** Which storages there are, by the key that requests name them with. */
import { join } from 'node:path';
import { BACKUP_FOLDER } from './backup-link.js';
import type { BackupStorage } from './backup-storage.js';
import { LocalStorage } from './local-storage.js';

/** A request names a storage that this agent does not have. */
export class UnknownStorage extends Error {
  constructor(key: string) {
    super(`Unknown storage "${key.slice(0, 40)}": this agent has local.`);
    this.name = 'UnknownStorage';
  }
}

/** What of the agent's context says where backups lie. */
export interface StoragePlace {
  config: { backupDir?: string };
  site: { config: { dataroot: string } };
  clock: () => Date;
}

/** The folder of the local storage: AGENT_BACKUP_DIR, or the PHP plugin's own below the data root. */
export function localFolder({ config, site }: StoragePlace): string {
  return config.backupDir ?? join(site.config.dataroot, BACKUP_FOLDER);
}

/** @throws UnknownStorage */
export function openStorage(place: StoragePlace, key: string): BackupStorage {
  if (key !== 'local') throw new UnknownStorage(key);
  return new LocalStorage(localFolder(place), place.clock);
}
