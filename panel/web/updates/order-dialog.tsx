import { Alert, Button, Checkbox, Collapse, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorNote } from '../ui/error-note.js';
import { plural } from '../ui/format.js';
import { OrderResult } from './order-result.js';
import { summarise, type Plan } from './plan.js';
import { PlanChanges } from './plan-changes.js';
import { useOrder } from './use-order.js';

interface OrderDialogProps {
  plan: Plan;
  dryRun: boolean;
  onClose: () => void;
  /** Called once something was ordered. */
  onOrdered?: () => void;
}

/** Shows what will happen before it is ordered, and afterwards what became of the order. */
export function OrderDialog({ plan, dryRun, onClose, onOrdered }: OrderDialogProps) {
  const order = useOrder();
  const [options, setOptions] = useState({ overwrite_vcs: false, ignore_health: false });
  const [more, { toggle }] = useDisclosure(false);
  // Sites that know no dry run are left out of one.
  const taken: Plan = dryRun ? { ...plan, sites: plan.sites.filter(({ canDryRun }) => canDryRun) } : plan;
  const left = plan.sites.length - taken.sites.length;
  const { sites, plugins, changes, plain } = summarise(taken);
  const what = plan.kind === 'core' ? 'Moodle' : plural(plugins, 'plugin');
  const title = dryRun
    ? `Try it out on ${plural(sites, 'site')}?`
    : `Update ${what} on ${plural(sites, 'site')}?`;
  if (order.data) {
    return (
      <Modal opened onClose={onClose} title={dryRun ? 'Dry run' : 'Update'} size="lg">
        <OrderResult result={order.data} dryRun={dryRun} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack gap="md">
        <Text>
          {dryRun
            ? 'Each site downloads and checks everything as for the real change, and says what would happen and every reason against it. Nothing is changed.'
            : plain.length === sites
              ? 'Moodle’s cron at each site downloads the new code and puts it in place.'
              : 'Each site checks everything first, goes into maintenance while its code changes, and is put back as it was if anything fails.'}
        </Text>
        <PlanChanges changes={changes} />
        {!dryRun && plain.length > 0 && (
          <Alert
            color="orange"
            icon={<IconAlertTriangle size={18} />}
            title={`${plural(plain.length, 'site has', 'sites have')} only the PHP plugin`}
          >
            There the change waits for Moodle’s cron, nothing is checked before, and nothing is put back when
            it fails: {names(plain.map(({ name }) => name))}.
          </Alert>
        )}
        {left > 0 && (
          <Alert
            color="orange"
            icon={<IconAlertTriangle size={18} />}
            title={`${plural(left, 'site')} left out`}
          >
            {left === 1 ? 'Its agent or plugin has' : 'Their agents or plugins have'} no dry run.
          </Alert>
        )}
        <div>
          <UnstyledButton onClick={toggle} aria-expanded={more}>
            <Group gap={4}>
              <IconChevronDown size={15} aria-hidden style={{ rotate: more ? '180deg' : '0deg' }} />
              <Text size="sm">Exceptions</Text>
            </Group>
          </UnstyledButton>
          <Collapse expanded={more}>
            <Stack gap="xs" mt="xs">
              <Checkbox
                label="Replace plugins that are under version control"
                description="A folder with .git is refused otherwise."
                checked={options.overwrite_vcs}
                onChange={(event) => setOptions({ ...options, overwrite_vcs: event.currentTarget.checked })}
              />
              <Checkbox
                label="Go on at sites that are not healthy"
                description="Such as with failing cron or a pending upgrade; otherwise these are refused."
                checked={options.ignore_health}
                onChange={(event) => setOptions({ ...options, ignore_health: event.currentTarget.checked })}
              />
            </Stack>
          </Collapse>
        </div>
        <ErrorNote error={order.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep as it is
          </Button>
          <Button
            loading={order.isPending}
            disabled={sites === 0}
            onClick={() =>
              order.mutate(
                { plan: taken, dryRun, options },
                { onSuccess: ({ ordered }) => ordered.length > 0 && onOrdered?.() },
              )
            }
          >
            {dryRun ? 'Start the dry run' : 'Update now'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const SHOWN = 5;
const names = (all: string[]) =>
  all.slice(0, SHOWN).join(', ') + (all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '');
