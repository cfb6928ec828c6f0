import { Alert, Button, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { UpdateRequestsCreated } from '../../../contract/panel/updates.js';
import { plural } from '../ui/format.js';

interface OrderResultProps {
  result: UpdateRequestsCreated;
  dryRun: boolean;
  onClose: () => void;
}

/** What became of an order, site by site. */
export function OrderResult({ result: { ordered, refused }, dryRun, onClose }: OrderResultProps) {
  const one = ordered.length === 1 ? ordered[0] : undefined;
  return (
    <Stack gap="md">
      {ordered.length > 0 && (
        <Alert
          color="green"
          icon={<IconCircleCheck size={18} />}
          title={`${plural(ordered.length, 'site')} ordered`}
        >
          {dryRun
            ? `${one ? 'The site looks' : 'The sites look'} into it now; nothing is changed.`
            : `${one ? 'The site is' : 'The sites are'} at work.`}{' '}
          Each request can be watched as it goes.
        </Alert>
      )}
      {refused.length > 0 && (
        <Alert
          color="orange"
          icon={<IconAlertTriangle size={18} />}
          title={`${plural(refused.length, 'site was', 'sites were')} not ordered`}
        >
          <ScrollArea.Autosize mah={220}>
            <Stack gap={6}>
              {refused.map(({ instance_id, instance_name, message }) => (
                <Text key={instance_id} size="sm">
                  <strong>{instance_name}</strong>: {message}
                </Text>
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {ordered.length > 0 && (
          <Button
            component={Link}
            to={`/updates/requests${one ? `?request=${one.request_id}` : ''}`}
            onClick={onClose}
          >
            {one ? 'Watch it' : 'Watch the requests'}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
