import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconClockX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { EnrolmentCode } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ConnectionBadge } from '../../ui/connection-badge.js';
import { CopyValue } from '../../ui/copy-value.js';
import { Section } from '../../ui/section.js';
import { useNow } from '../../ui/use-now.js';

interface WaitForSiteProps {
  code: EnrolmentCode;
  /** The id of the newest site before the code was made. */
  newestId: number;
  onAgain: () => void;
  renewing: boolean;
}

/** The command to run, the time left, and the site as soon as it has registered itself. */
export function WaitForSite({ code, newestId, onAgain, renewing }: WaitForSiteProps) {
  const left = Math.max(0, Math.ceil((Date.parse(code.expires_at) - useNow('quick')) / 1000));
  const query = { sort: '-created_at', limit: 1 };
  const newest = useQuery({
    queryKey: [...keys.instanceLists, null, query],
    queryFn: ({ signal }) => call('instanceList', { query, signal }),
    // The event stream brings the news at once; this is for when it is cut.
    refetchInterval: ({ state }) =>
      (state.data?.items[0]?.id ?? 0) > newestId || left === 0 ? false : 5_000,
  });
  const site = newest.data?.items[0];
  if (site && site.id > newestId) {
    return (
      <Alert
        color="green"
        icon={<IconCircleCheck size={20} />}
        title={`${site.name} has arrived`}
        role="status"
      >
        <Stack gap="sm" align="flex-start">
          <Group gap="xs">
            <ConnectionBadge state={site.connection_state} error={site.connection_error} />
            {site.moodle_version && <Text size="sm">Moodle {site.moodle_version}</Text>}
          </Group>
          <Group gap="xs">
            <Button component={Link} to={`/sites/${site.id}`}>
              Open the site
            </Button>
            <Button variant="default" onClick={onAgain} loading={renewing}>
              Make a code for the next one
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  }
  return (
    <Section
      title="Run this beside the Moodle site"
      lead="In the agent's folder, as the user who runs the agent."
    >
      <Stack gap="md">
        <CopyValue value={code.command} label="command" block />
        <Group gap="xs">
          <Text c="dimmed">Code</Text>
          <CopyValue value={code.code} label="code" />
          <Text size="xs" c="dimmed">
            shown this once
          </Text>
        </Group>
        {left > 0 ? (
          <Group gap="sm" role="status" aria-live="off">
            <Loader size="xs" />
            <Text>
              Waiting for the site. The code is good for another{' '}
              <strong className="numeric">
                {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
              </strong>
            </Text>
          </Group>
        ) : (
          <Alert color="orange" icon={<IconClockX size={18} />} title="The code has expired" role="alert">
            <Button size="xs" mt={4} onClick={onAgain} loading={renewing}>
              Make a new one
            </Button>
          </Alert>
        )}
      </Stack>
    </Section>
  );
}
