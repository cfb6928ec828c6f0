import { ScrollArea, Table, Text } from '@mantine/core';
import { plural } from '../ui/format.js';
import type { PlanSummary } from './plan.js';
import { VersionStep } from './version-step.js';

/** Each plugin with how many sites get it. */
export function PlanChanges({ changes }: { changes: PlanSummary['changes'] }) {
  return (
    <ScrollArea.Autosize mah={260}>
      <Table aria-label="What will be changed" verticalSpacing={6}>
        <Table.Tbody>
          {changes.map(({ component, name, sites, from, to }) => (
            <Table.Tr key={component}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Text size="sm" fw={550}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {component}
                </Text>
              </Table.Td>
              <Table.Td>
                <VersionStep
                  from={from.length === 1 ? (from[0] ?? null) : `${from.length} versions`}
                  to={to.length === 1 ? (to[0] ?? null) : `${to.length} versions`}
                />
              </Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {plural(sites, 'site')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
