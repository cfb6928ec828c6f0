import { Button, DataList, Drawer, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconDownload, IconRocket } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { LibraryItem } from '../../../contract/panel/library.js';
import { call, routeUrl } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { CopyValue } from '../ui/copy-value.js';
import { ErrorNote } from '../ui/error-note.js';
import { bytes, count, dateTime, DASH } from '../ui/format.js';
import { maturityWords, supportedWords } from './library-words.js';

interface LibraryDrawerProps {
  item: LibraryItem;
  may: boolean;
  onClose: () => void;
}

/** Everything that the inspection found out about one zip. */
export function LibraryDrawer({ item, may, onClose }: LibraryDrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={
        <Text fw={600}>
          {item.component} {item.release ?? item.version}
        </Text>
      }
    >
      <Stack gap="lg">
        {may && (
          <Group gap="xs">
            <Button
              component={Link}
              to={`/rollouts/new?library=${item.id}`}
              leftSection={<IconRocket size={16} />}
            >
              Install on sites…
            </Button>
            <Button
              variant="default"
              component="a"
              href={routeUrl('libraryFile', item.id)}
              download={item.file_name}
              leftSection={<IconDownload size={16} />}
            >
              Download
            </Button>
          </Group>
        )}
        <DataList withDivider gap="xs">
          {factsOf(item).map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        {may ? <Note item={item} /> : item.note && <Text>{item.note}</Text>}
      </Stack>
    </Drawer>
  );
}

function factsOf(item: LibraryItem): [string, ReactNode][] {
  const needs = Object.entries(item.dependencies).map(
    ([name, version]) => `${name}${version === 'any' ? '' : ` from ${version}`}`,
  );
  return [
    ['Version', item.version],
    ['Release', item.release ?? DASH],
    ['Maturity', maturityWords(item.maturity) ?? DASH],
    ['For', supportedWords(item) ?? DASH],
    ['Needs Moodle from', item.requires ?? DASH],
    ['Needs plugins', needs.length > 0 ? needs.join(', ') : 'None'],
    ...(item.subplugins.length > 0
      ? [['Brings', item.subplugins.join(', ')] satisfies [string, ReactNode]]
      : []),
    ['Files', `${count(item.files)}, ${bytes(item.unpacked_size)} unpacked`],
    ['Zip', `${item.file_name}, ${bytes(item.size)}`],
    ['Uploaded', `${dateTime(item.uploaded_at)} by ${item.uploaded_by}`],
    [
      'SHA-256',
      <CopyValue
        key="sha256"
        value={item.sha256}
        shown={`${item.sha256.slice(0, 16)}…${item.sha256.slice(-8)}`}
        label="checksum"
      />,
    ],
    ['MD5', <CopyValue key="md5" value={item.md5} label="checksum" />],
  ];
}

function Note({ item }: { item: LibraryItem }) {
  const client = useQueryClient();
  const [text, setText] = useState(item.note ?? '');
  const save = useMutation({
    mutationFn: () => call('libraryUpdate', { id: item.id, body: { note: text.trim() || null } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.library }),
  });
  return (
    <Stack gap="xs">
      <Textarea
        label="Note"
        description="Where it comes from, why it is kept"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ErrorNote error={save.error} />
      <Group>
        <Button
          variant="default"
          loading={save.isPending}
          disabled={text.trim() === (item.note ?? '')}
          onClick={() => save.mutate()}
        >
          Save the note
        </Button>
      </Group>
    </Stack>
  );
}
