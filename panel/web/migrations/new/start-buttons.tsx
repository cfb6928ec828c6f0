import { Button, Group, Stack } from '@mantine/core';
import { IconFlask, IconTransfer } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ErrorNote } from '../../ui/error-note.js';
import { type MigrationValues, toBody } from './migration-form.js';
import type { WizardSpecs } from './wizard-form.js';

/** Starts what the wizard has gathered: dry, which is the way to begin, or at once. */
export function StartButtons({ values, specs }: { values: MigrationValues; specs: WizardSpecs }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (dryRun: boolean) => call('migrationCreate', { body: toBody(values, specs, dryRun) }),
    onSuccess: (made) => {
      client.setQueryData(keys.migration(made.id), made);
      void client.invalidateQueries({ queryKey: keys.migrationLists });
      void navigate(`/migrations/${made.id}`);
    },
  });
  return (
    <Stack gap="xs" align="flex-end">
      <ErrorNote error={make.error} />
      <Group gap="xs" justify="flex-end">
        <Button
          variant="default"
          leftSection={<IconTransfer size={16} />}
          disabled={make.isPending}
          onClick={() => make.mutate(false)}
        >
          Start without a dry run
        </Button>
        <Button
          leftSection={<IconFlask size={16} />}
          loading={make.isPending}
          onClick={() => make.mutate(true)}
        >
          Dry run
        </Button>
      </Group>
    </Stack>
  );
}
