import { Anchor, Button, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconGitCompare, IconPencil, IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Cluster } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { MatrixSection } from '../presets/matrix-section.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { plural } from '../ui/format.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { PageHeader } from '../ui/page-header.js';
import { Section } from '../ui/section.js';
import { ClusterForm } from './cluster-form.js';

const every = { day: 'every day', week: 'every week' };

/** One cluster: what it is, and how far its members are from its master. */
export function ClusterPage() {
  const id = Number(useParams().id);
  const may = useMay('admin');
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.clusters, 'one', id],
    queryFn: ({ signal }) => call('clusterGet', { id, signal }),
  });
  if (!data) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ListSkeleton rows={4} />;
  }
  const edit = may && (
    <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
      Edit
    </Button>
  );
  return (
    <>
      <Anchor component={Link} to="/clusters" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Clusters
      </Anchor>
      <PageHeader
        title={data.name}
        lead={<Lead cluster={data} />}
        actions={
          <>
            <Button
              component={Link}
              to={`/sites?cluster_id=${id}`}
              variant="default"
              leftSection={<IconSchool size={16} />}
            >
              {plural(data.instance_count, 'site')}
            </Button>
            {edit}
          </>
        }
      />
      <Stack gap="lg">
        {data.master_instance_id === null ? (
          <Section title="Compared with its master" flush>
            <BlankSlate icon={IconGitCompare} title="No master chosen" action={edit}>
              Choose the site that the others are held against; differences in their settings are shown here.
            </BlankSlate>
          </Section>
        ) : (
          <MatrixSection cluster={data} />
        )}
      </Stack>
      {editing && <ClusterForm cluster={data} onClose={() => setEditing(false)} />}
    </>
  );
}

function Lead({ cluster }: { cluster: Cluster }) {
  const { description, master_instance_id, master_name, drift_every } = cluster;
  return (
    <>
      {description && <Text c="dimmed">{description}</Text>}
      {master_instance_id !== null && (
        <Text c="dimmed">
          Master:{' '}
          <Anchor component={Link} to={`/sites/${master_instance_id}/presets`} underline="always">
            {master_name}
          </Anchor>
          {drift_every
            ? `. Settings are read and compared ${every[drift_every]}.`
            : '. Settings are read on request.'}
        </Text>
      )}
    </>
  );
}
