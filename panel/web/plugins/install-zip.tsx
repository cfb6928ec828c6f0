import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconFlask, IconPackageImport } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ErrorNote } from '../ui/error-note.js';
import { OrderResult } from '../updates/order-result.js';
import { useUpdatesChanged } from '../updates/use-updates-changed.js';
import { zipItem, type ZipForm } from './zip-item.js';

interface InstallZipProps {
  site: Instance;
  canDryRun: boolean;
  onClose: () => void;
}

/** Installs one plugin at one site: a zip of the library, or one that the site fetches from an address. */
export function InstallZip({ site, canDryRun, onClose }: InstallZipProps) {
  const changed = useUpdatesChanged();
  const [from, setFrom] = useState<ZipForm['from']>('library');
  const [zip, setZip] = useState<string | null>(null);
  const [link, setLink] = useState('');
  const [sha256, setSha256] = useState('');
  const item = zipItem({ from, zip, link, sha256 });
  const order = useMutation({
    mutationFn: async (dryRun: boolean) => {
      if (item === null) throw new Error('Give a zip first.');
      return call('updateRequestCreate', {
        body: { scope: { instance_ids: [site.id] }, what: { kind: 'zips', items: [item] }, dry_run: dryRun },
      });
    },
    onSettled: changed,
  });
  if (order.data) {
    return (
      <Modal opened onClose={onClose} title={order.variables ? 'Dry run' : 'Installation'} size="lg">
        <OrderResult result={order.data} dryRun={order.variables} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={`Install a plugin at ${site.name}`} size="lg">
      <Stack gap="md">
        <SegmentedControl
          value={from}
          onChange={setFrom}
          data={[
            { value: 'library', label: 'From the library' },
            { value: 'address', label: 'From an address' },
          ]}
          style={{ alignSelf: 'flex-start' }}
          aria-label="Where the zip comes from"
        />
        {from === 'library' ? (
          <LibrarySelect value={zip} onChange={setZip} />
        ) : (
          <>
            <TextInput
              label="Address of the zip"
              description="The site fetches it itself. Addresses in private networks are refused unless its agent allows them."
              placeholder="https://"
              type="url"
              value={link}
              onChange={(event) => setLink(event.currentTarget.value)}
              error={
                link !== '' &&
                !/^\s*https?:\/\/./i.test(link) &&
                'An address that begins with https:// or http://'
              }
              data-autofocus
            />
            <TextInput
              label="SHA-256 (optional)"
              description="Where it is given, the site takes nothing else."
              value={sha256}
              onChange={(event) => setSha256(event.currentTarget.value)}
              error={sha256 !== '' && !/^\s*[0-9a-f]{64}\s*$/i.test(sha256) && '64 hexadecimal digits'}
            />
          </>
        )}
        <Text c="dimmed" size="sm">
          One that is there already is updated; an older version than the site’s is refused.
        </Text>
        <ErrorNote error={order.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep as it is
          </Button>
          {canDryRun && (
            <Button
              variant="default"
              leftSection={<IconFlask size={16} />}
              disabled={item === null || order.isPending}
              onClick={() => order.mutate(true)}
            >
              Dry run
            </Button>
          )}
          <Button
            leftSection={<IconPackageImport size={16} />}
            disabled={item === null}
            loading={order.isPending}
            onClick={() => order.mutate(false)}
          >
            Install
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function LibrarySelect({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const query = { limit: 500, sort: 'component' };
  const { data } = useQuery({
    queryKey: [...keys.library, query],
    queryFn: ({ signal }) => call('libraryList', { query, signal }),
  });
  return (
    <Select
      label="Zip"
      description={data?.total === 0 ? 'The library is empty: upload a zip there first.' : undefined}
      placeholder="Choose a plugin"
      searchable
      nothingFoundMessage="Nothing found"
      data={data?.items.map(({ id, component, release, version }) => ({
        value: String(id),
        label: `${component} ${release ?? version}`,
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
