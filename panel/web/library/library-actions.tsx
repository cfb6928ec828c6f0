import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconDownload, IconRocket, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { LibraryItem } from '../../../contract/panel/library.js';
import { routeUrl } from '../api/client.js';

/** What can be done with one zip. */
export function LibraryActions({ item, onDelete }: { item: LibraryItem; onDelete: () => void }) {
  const name = `${item.component} ${item.release ?? item.version}`;
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Tooltip label="Install on sites…">
        <ActionIcon
          variant="subtle"
          component={Link}
          to={`/rollouts/new?library=${item.id}`}
          aria-label={`Install ${name} on sites`}
        >
          <IconRocket size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Download">
        <ActionIcon
          variant="subtle"
          color="gray"
          component="a"
          href={routeUrl('libraryFile', item.id)}
          download={item.file_name}
          aria-label={`Download ${name}`}
        >
          <IconDownload size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={item.used_by > 0 ? 'A rollout or request needs it' : 'Delete'}>
        <ActionIcon
          variant="subtle"
          color="gray"
          style={item.used_by > 0 ? { opacity: 0.35, cursor: 'default' } : undefined}
          aria-disabled={item.used_by > 0}
          onClick={(event) => (item.used_by > 0 ? event.preventDefault() : onDelete())}
          aria-label={`Delete ${name}`}
        >
          <IconTrash size={17} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
