import { Button, Checkbox, Table, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { AvailableUpdate } from '../../../contract/panel/plugins.js';
import { count } from '../ui/format.js';
import classes from '../ui/table/data-table.module.css';
import { AvailableSites } from './available-sites.js';
import { MaturityBadge } from './maturity-badge.js';
import { canTake, type ChosenUpdates } from './use-chosen-updates.js';
import { VersionStep } from './version-step.js';

interface AvailableRowProps {
  update: AvailableUpdate;
  chosen: ChosenUpdates;
  may: boolean;
  opened: boolean;
  onToggle: () => void;
}

/** One component with the sites that are offered a newer version; opened, each site can be chosen. */
export function AvailableRow({ update, chosen, may, opened, onToggle }: AvailableRowProps) {
  const { component, display_name, sites } = update;
  const free = sites.filter(canTake);
  const picked = free.filter((site) => chosen.has(component, site.instance_id)).length;
  const from = distinct(sites.map(({ version }) => version));
  const to = distinct(sites.map(({ offer }) => offer.release ?? offer.version));
  const maturity = Math.min(...sites.map(({ offer }) => offer.maturity ?? 200));
  return (
    <>
      <Table.Tr role="row" className={classes.row} data-selected={picked > 0 || undefined}>
        {may && (
          <Table.Td role="cell" data-select>
            <Checkbox
              size="xs"
              aria-label={`Select ${display_name} on all sites`}
              disabled={free.length === 0}
              checked={picked > 0 && picked === free.length}
              indeterminate={picked > 0 && picked < free.length}
              onChange={(event) => chosen.set(update, free, event.currentTarget.checked)}
            />
          </Table.Td>
        )}
        <Table.Td role="cell" data-main>
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={550}>
              {display_name}
            </Text>
            <Text size="xs" c="dimmed">
              {component}
            </Text>
          </div>
        </Table.Td>
        <Table.Td role="cell" data-label="Sites" className="numeric">
          {picked > 0 ? `${count(picked)} of ${count(sites.length)}` : count(sites.length)}
        </Table.Td>
        <Table.Td role="cell" data-label="Version">
          <VersionStep from={spread(from)} to={spread(to)} />
        </Table.Td>
        <Table.Td role="cell" data-label="Maturity">
          <MaturityBadge maturity={maturity} />
        </Table.Td>
        <Table.Td role="cell" data-actions>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            fw={500}
            aria-label={`${opened ? 'Hide' : 'Show'} the sites of ${display_name}`}
            aria-expanded={opened}
            onClick={onToggle}
            rightSection={<IconChevronDown size={15} style={{ rotate: opened ? '180deg' : '0deg' }} />}
          >
            Sites
          </Button>
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr role="row">
          <Table.Td role="cell" colSpan={may ? 6 : 5} p={0}>
            <AvailableSites update={update} chosen={chosen} may={may} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

const distinct = (all: (string | null)[]) => [...new Set(all)];
const spread = (all: (string | null)[]) => (all.length === 1 ? (all[0] ?? null) : `${all.length} versions`);
