import { Button, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebserviceToken } from '../../../contract/agent/webservice-tokens.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { Section } from '../ui/section.js';
import { DataTable } from '../ui/table/data-table.js';
import { CreateSiteToken } from './create-site-token.js';
import { siteTokenColumns, tokenName } from './token-columns.js';

interface TokensSectionProps {
  site: Instance;
  webservice: SiteWebservice;
}

/** With which tokens programs call the site. */
export function TokensSection({ site, webservice }: TokensSectionProps) {
  const may = useMay('admin');
  const client = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<WebserviceToken | null>(null);
  const revoke = useMutation({
    mutationFn: (token: number) => call('siteTokenRevoke', { id: site.id, parts: { token } }),
    onSuccess: () => {
      setRevoking(null);
      return client.invalidateQueries({ queryKey: keys.webservice(site.id) });
    },
  });
  return (
    <Section
      title="Tokens"
      lead="A token acts as one user of the site: it may do what that user may do, and no more."
      actions={
        may && (
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
            Create token
          </Button>
        )
      }
      flush
    >
      <DataTable
        label="Tokens of the web services"
        columns={siteTokenColumns(may, (token) => {
          revoke.reset();
          setRevoking(token);
        })}
        rows={webservice.tokens}
        error={null}
        onRetry={() => undefined}
        empty={
          <BlankSlate icon={IconKey} title="No token yet">
            Create one for each program that calls this site, so that each can be revoked by itself.
          </BlankSlate>
        }
      />
      {creating && <CreateSiteToken site={site} webservice={webservice} onClose={() => setCreating(false)} />}
      {revoking && (
        <ConfirmModal
          title={`Revoke ${tokenName(revoking)}?`}
          action="Revoke the token"
          danger
          pending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking.id)}
          onClose={() => setRevoking(null)}
        >
          <Text>
            Programs that use it to act as {revoking.username} are refused from now on. This cannot be taken
            back.
          </Text>
        </ConfirmModal>
      )}
    </Section>
  );
}
