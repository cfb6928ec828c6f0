import { PageHeader } from '../ui/page-header.js';
import { BackupList } from './backup-list.js';

export function BackupsPage() {
  return (
    <>
      <PageHeader title="Backups" lead="Course backups of all sites, encrypted and verified." />
      <BackupList />
    </>
  );
}
