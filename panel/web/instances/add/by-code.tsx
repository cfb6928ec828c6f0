import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconTicket } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import { ClusterSelect } from '../../clusters/cluster-select.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/section.js';
import { WaitForSite } from './wait-for-site.js';

/** A code that the agent exchanges for its registration. */
export function ByCode() {
  const form = useForm({ initialValues: { name: '', cluster_id: '' } });
  const make = useMutation({
    mutationFn: async ({ name, cluster_id }: typeof form.values) => {
      // The newest site before the code was made: whichever has a higher id afterwards came since.
      const before = await call('instanceList', { query: { sort: '-created_at', limit: 1 } });
      const code = await call('enrolmentCodeCreate', {
        body: { name: name.trim() || null, cluster_id: cluster_id ? Number(cluster_id) : null },
      });
      return { code, newestId: before.items[0]?.id ?? 0 };
    },
  });
  if (make.data)
    return <WaitForSite {...make.data} onAgain={() => make.mutate(form.values)} renewing={make.isPending} />;
  return (
    <Section
      title="Make a code"
      lead="Good for one site and 15 minutes. The agent registers itself with it, so that no key needs to be copied."
    >
      <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="Optional. Without it the site's own name is taken."
            maxLength={200}
            {...form.getInputProps('name')}
          />
          <ClusterSelect {...form.getInputProps('cluster_id')} />
          <ErrorNote error={make.error} />
          <Group>
            <Button type="submit" leftSection={<IconTicket size={16} />} loading={make.isPending}>
              Make the code
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
