import { Badge, Checkbox, Group, Table, Text } from '@mantine/core';
import type { Difference } from '../../../../contract/panel/presets.js';
import tableClasses from '../../ui/table/data-table.module.css';
import { SettingValue } from '../setting-value.js';
import { classWords, hiddenWords, pluginWords } from '../words.js';
import type { Chosen } from './chosen.js';
import classes from './difference-table.module.css';

interface DifferenceTableProps {
  rows: Difference[];
  left: string;
  right: string;
  /** Without it nothing can be chosen. */
  chosen: Chosen | null;
  waiting: boolean;
}

/** Differences grouped by plugin. */
export function DifferenceTable({ rows, left, right, chosen, waiting }: DifferenceTableProps) {
  const groups = byGroup(rows);
  return (
    <div className={tableClasses.scroll}>
      <Table
        className={`${tableClasses.table} ${classes.table}`}
        aria-label="Differences"
        aria-busy={waiting}
      >
        <Table.Thead>
          <Table.Tr>
            {chosen && <Table.Th w={44} />}
            <Table.Th w="34%">Setting</Table.Th>
            <Table.Th>{left}</Table.Th>
            <Table.Th>{right}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {[...groups].map(([title, list]) => (
          <Table.Tbody key={title} className={waiting ? tableClasses.waiting : classes.block}>
            <GroupRow title={title} rows={list} chosen={chosen} />
            {list.map((row) => (
              <Row key={row.id} row={row} left={left} right={right} chosen={chosen} />
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </div>
  );
}

function byGroup(rows: Difference[]): Map<string, Difference[]> {
  const groups = new Map<string, Difference[]>();
  for (const row of rows) {
    const title = groupTitle(row);
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  return groups;
}

function groupTitle({ kind, plugin, category }: Difference): string {
  if (kind === 'plugin') return `Enabled plugins: ${plugin}`;
  if (plugin === 'none') return 'Core';
  return category.toLowerCase() === plugin ? category : `${category}: ${plugin}`;
}

function GroupRow({ title, rows, chosen }: { title: string; rows: Difference[]; chosen: Chosen | null }) {
  const on = chosen ? rows.filter((row) => chosen.has(row)).length : 0;
  return (
    <Table.Tr className={classes.group}>
      <Table.Td colSpan={chosen ? 4 : 3}>
        <Group gap="md" wrap="nowrap">
          {chosen && (
            <Checkbox
              size="xs"
              aria-label={`Select all of ${title}`}
              checked={on > 0 && on === rows.length}
              indeterminate={on > 0 && on < rows.length}
              onChange={(event) => chosen.set(rows, event.currentTarget.checked)}
            />
          )}
          <span style={{ overflowWrap: 'anywhere' }}>{title}</span>
          <Text span size="xs" c="dimmed">
            {rows.length}
          </Text>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

interface RowProps extends Pick<DifferenceTableProps, 'left' | 'right' | 'chosen'> {
  row: Difference;
}

function Row({ row, left, right, chosen }: RowProps) {
  const none = row.kind === 'plugin' ? 'not installed' : 'not there';
  const show = (value: string | null) => (row.kind === 'plugin' ? stateWords(value) : value);
  return (
    <Table.Tr className={`${tableClasses.row} ${classes.row}`} data-selected={chosen?.has(row) || undefined}>
      {chosen && (
        <Table.Td data-select>
          <Checkbox
            size="xs"
            aria-label={`Select ${row.plugin}/${row.name}`}
            checked={chosen.has(row)}
            onChange={(event) => chosen.set([row], event.currentTarget.checked)}
          />
        </Table.Td>
      )}
      <Table.Td data-main>
        <Text fw={550} size="sm" title={`${pluginWords(row.plugin)} / ${row.name}`}>
          {row.name}
        </Text>
        <Group gap={6}>
          {row.class !== 'differs' && (
            <Badge variant="light" color="gray" size="sm">
              {classWords[row.class]}
            </Badge>
          )}
          {row.hidden && (
            <Badge variant="light" color="gray" size="sm">
              {hiddenWords[row.hidden]}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label={left}>
        <SettingValue value={show(row.left)} flags={row.left_flags} secret={row.secret} none={none} />
      </Table.Td>
      <Table.Td data-label={right}>
        <SettingValue value={show(row.right)} flags={row.right_flags} secret={row.secret} none={none} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Moodle writes 1 for enabled, 0 or a negative number for not, and nothing where it cannot be switched. */
function stateWords(value: string | null): string | null {
  if (value === null || value === '') return value;
  const state = Number(value);
  return state > 0 ? 'Enabled' : state === 0 ? 'Disabled' : `Disabled (${value})`;
}
