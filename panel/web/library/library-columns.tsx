import { Badge, Group, Text } from '@mantine/core';
import type { LibraryItem } from '../../../contract/panel/library.js';
import { bytes, DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { LibraryActions } from './library-actions.js';
import { maturityWords, supportedWords } from './library-words.js';

interface Actions {
  may: boolean;
  onDelete: (item: LibraryItem) => void;
}

export function libraryColumns({ may, onDelete }: Actions): Column<LibraryItem>[] {
  return [
    {
      key: 'component',
      header: 'Plugin',
      sort: 'component',
      main: true,
      render: (item) => (
        <div style={{ minWidth: 0 }}>
          <Text fw={550}>{item.component}</Text>
          <Text size="xs" c="dimmed" lineClamp={1} title={item.note ?? item.file_name}>
            {item.note ?? item.file_name}
          </Text>
        </div>
      ),
    },
    {
      key: 'version',
      header: 'Version',
      sort: 'version',
      descendingFirst: true,
      render: (item) => (
        <div>
          <Group gap={6} wrap="nowrap">
            <Text className="numeric">{item.release ?? item.version}</Text>
            {item.maturity !== null && item.maturity < 200 && (
              <Badge size="sm" variant="light" color="orange">
                {maturityWords(item.maturity)}
              </Badge>
            )}
          </Group>
          {item.release && (
            <Text size="xs" c="dimmed" className="numeric">
              {item.version}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'supported', header: 'For', render: (item) => supportedWords(item) ?? DASH },
    {
      key: 'size',
      header: 'Size',
      sort: 'size',
      descendingFirst: true,
      align: 'right',
      render: ({ size }) => bytes(size),
    },
    {
      key: 'uploaded',
      header: 'Uploaded',
      sort: 'uploaded_at',
      descendingFirst: true,
      render: (item) => (
        <div>
          <When at={item.uploaded_at} />
          <Text size="xs" c="dimmed">
            by {item.uploaded_by}
          </Text>
        </div>
      ),
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 128,
      render: (item) => may && <LibraryActions item={item} onDelete={() => onDelete(item)} />,
    },
  ];
}
