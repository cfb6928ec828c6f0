import { Button, Text } from '@mantine/core';
import { IconPlus, IconStack } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebserviceService } from '../../../contract/agent/webservice-tokens.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { count } from '../ui/format.js';
import { Section } from '../ui/section.js';
import type { Column } from '../ui/table/column.js';
import { DataTable } from '../ui/table/data-table.js';
import { CreateService } from './create-service.js';

/** Named sets of functions, so that several tokens may call the same. */
export function ServicesSection({ site, webservice }: { site: Instance; webservice: SiteWebservice }) {
  const may = useMay('admin');
  const client = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<WebserviceService | null>(null);
  const remove = useMutation({
    mutationFn: (service: number) => call('siteServiceDelete', { id: site.id, parts: { service } }),
    onSuccess: () => {
      setDeleting(null);
      return client.invalidateQueries({ queryKey: keys.webservice(site.id) });
    },
  });
  return (
    <Section
      title="Services"
      lead="Named sets of functions, for tokens that may call the same."
      actions={
        may && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setCreating(true)}
          >
            Create service
          </Button>
        )
      }
      flush
    >
      <DataTable
        label="Services"
        columns={columnsOf(may, (service) => {
          remove.reset();
          setDeleting(service);
        })}
        rows={webservice.services}
        error={null}
        onRetry={() => undefined}
        empty={
          <BlankSlate icon={IconStack} title="No service yet">
            You can also choose the functions for each token by itself.
          </BlankSlate>
        }
      />
      {creating && (
        <CreateService site={site} functions={webservice.functions} onClose={() => setCreating(false)} />
      )}
      {deleting && (
        <ConfirmModal
          title={`Delete ${deleting.name}?`}
          action="Delete the service"
          danger
          pending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting.id)}
          onClose={() => setDeleting(null)}
        >
          <Text>No token uses it. Its functions can still be chosen for tokens one by one.</Text>
        </ConfirmModal>
      )}
    </Section>
  );
}

function columnsOf(
  may: boolean,
  onDelete: (service: WebserviceService) => void,
): Column<WebserviceService>[] {
  return [
    { key: 'name', header: 'Service', main: true, render: ({ name }) => <Text fw={550}>{name}</Text> },
    {
      key: 'functions',
      header: 'Functions',
      render: ({ functions }) => (
        <Text c="dimmed" size="xs" lineClamp={2} title={functions.join(', ')}>
          {functions.join(', ')}
        </Text>
      ),
    },
    { key: 'tokens', header: 'Tokens', align: 'right', render: ({ tokens }) => count(tokens) },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      render: (service) =>
        may && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={service.tokens > 0}
            title={service.tokens > 0 ? 'Revoke its tokens first' : undefined}
            onClick={() => onDelete(service)}
            aria-label={`Delete ${service.name}`}
          >
            Delete
          </Button>
        ),
    },
  ];
}
