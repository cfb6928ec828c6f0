import { useSite } from '../instances/detail/use-site.js';
import { BackupList } from './backup-list.js';

/** The backups of one site. */
export function BackupsTab() {
  return <BackupList site={useSite()} />;
}
