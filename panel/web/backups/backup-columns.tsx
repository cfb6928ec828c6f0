import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Backup } from '../../../contract/panel/backups.js';
import { CopyValue } from '../ui/copy-value.js';
import { bytes, DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { TaskProgress } from '../ui/task-progress.js';
import { ToneBadge } from '../ui/tone-badge.js';
import { When } from '../ui/when.js';
import { BackupActions } from './backup-actions.js';
import { backupTitle, openWork } from './backup-words.js';
import { IconTrash } from '@tabler/icons-react';

/** @param withSite shows whose course it is */
export function backupColumns({ may, withSite }: { may: boolean; withSite: boolean }): Column<Backup>[] {
  return [
    {
      key: 'course',
      header: 'Course',
      sort: 'course_name',
      main: true,
      render: (backup) => (
        <div style={{ minWidth: 0 }}>
          <Text fw={550}>{backupTitle(backup)}</Text>
          <Text size="xs" c="dimmed">
            {withSite ? (
              <Anchor component={Link} to={`/sites/${backup.instance_id}`} size="xs" c="dimmed">
                {backup.instance_name}
              </Anchor>
            ) : (
              `Course ${backup.course_id}`
            )}
            {backup.mode === 'auto' ? ' · automatic' : ''}
            {backup.created_by ? ` · by ${backup.created_by}` : ''}
          </Text>
        </div>
      ),
    },
    {
      key: 'status',
      header: 'State',
      sort: 'status',
      width: 170,
      render: (backup) => <BackupState backup={backup} />,
    },
    {
      key: 'size',
      header: 'Size',
      sort: 'size',
      descendingFirst: true,
      align: 'right',
      render: (backup) => bytes(backup.size),
    },
    {
      key: 'sha256',
      header: 'SHA-256',
      render: ({ sha256 }) =>
        sha256 ? (
          <CopyValue value={sha256} shown={`${sha256.slice(0, 8)}…${sha256.slice(-4)}`} label="checksum" />
        ) : (
          DASH
        ),
    },
    {
      key: 'time',
      header: 'Made',
      sort: 'created_at',
      descendingFirst: true,
      render: (backup) => <When at={backup.finished_at ?? backup.created_at} />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 96,
      render: (backup) => <BackupActions backup={backup} may={may} />,
    },
  ];
}

function BackupState({ backup }: { backup: Backup }) {
  if (backup.deleted_at !== null) return <ToneBadge tone="quiet" icon={IconTrash} label="Deleted" />;
  const work = openWork(backup);
  return (
    <div>
      <TaskProgress {...backup} label={`Progress of the backup of ${backupTitle(backup)}`} />
      {work && (
        <Text size="xs" c="var(--busy)" mt={3}>
          {work}
        </Text>
      )}
      {!work && backup.restored_at !== null && (
        <Text size="xs" c="dimmed" mt={3}>
          restored <When at={backup.restored_at} />
        </Text>
      )}
      {backup.status === 'failed' && backup.error && (
        <Text size="xs" c="var(--bad)" mt={3} lineClamp={2} title={backup.error}>
          {backup.error}
        </Text>
      )}
    </div>
  );
}
