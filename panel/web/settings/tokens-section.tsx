import { Button, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../../contract/panel/account.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { Section } from '../ui/section.js';
import { DataTable } from '../ui/table/data-table.js';
import { Pager } from '../ui/table/pager.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { CreateToken } from './create-token.js';
import { tokenColumns } from './token-columns.js';

/** Tokens with which programs use the API. */
export function TokensSection() {
  const client = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const state = useListState();
  const list = useList('apiTokenList', keys.tokens, state.query);
  const revoke = useMutation({
    mutationFn: (id: number) => call('apiTokenRevoke', { id }),
    onSuccess: () => {
      setRevoking(null);
      return client.invalidateQueries({ queryKey: keys.tokens });
    },
  });
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
      Create token
    </Button>
  );
  return (
    <Section
      title="API tokens"
      lead="A token acts with its role until it expires or is revoked."
      actions={add}
      flush
    >
      <DataTable
        label="API tokens"
        columns={tokenColumns((token) => {
          revoke.reset();
          setRevoking(token);
        })}
        rows={list.data?.items}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <BlankSlate icon={IconKey} title="No token yet">
            Create one for each program that uses the API, so that each can be revoked by itself.
          </BlankSlate>
        }
      />
      <Pager list={list.data} state={state} />
      {creating && <CreateToken onClose={() => setCreating(false)} />}
      {revoking && (
        <ConfirmModal
          title={`Revoke ${revoking.name}?`}
          action="Revoke the token"
          danger
          pending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking.id)}
          onClose={() => setRevoking(null)}
        >
          <Text>Programs that use it are refused from now on. This cannot be taken back.</Text>
        </ConfirmModal>
      )}
    </Section>
  );
}
