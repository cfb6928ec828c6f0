import { Button } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Cluster } from '../../../contract/panel/instances.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { PageHeader } from '../ui/page-header.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { ClusterForm } from './cluster-form.js';
import { clusterColumns } from './cluster-columns.js';
import { DeleteCluster } from './delete-cluster.js';

type Dialog = { kind: 'edit'; cluster: Cluster | null } | { kind: 'delete'; cluster: Cluster } | null;

export function ClustersPage() {
  const may = useMay('admin');
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<Dialog>(null);
  const state = useListState([], 'name');
  const list = useList('clusterList', keys.clusters, state.query);
  const close = () => setDialog(null);
  const add = may && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: 'edit', cluster: null })}>
      Add cluster
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Clusters"
        lead="Groups of sites that belong together, such as one faculty’s or one host’s."
        actions={add}
      />
      <ListCard
        label="Clusters"
        searchLabel="Search clusters"
        columns={clusterColumns({
          may,
          onEdit: (cluster) => setDialog({ kind: 'edit', cluster }),
          onDelete: (cluster) => setDialog({ kind: 'delete', cluster }),
        })}
        list={list}
        state={state}
        onOpen={({ id }) => void navigate(`/clusters/${id}`)}
        empty={
          <BlankSlate icon={IconStack2} title="No cluster yet" action={add}>
            Make one to filter sites by what they have in common.
          </BlankSlate>
        }
      />
      {dialog?.kind === 'edit' && <ClusterForm cluster={dialog.cluster} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteCluster cluster={dialog.cluster} onClose={close} />}
    </>
  );
}
