import { Stack, Table, Text } from '@mantine/core';
import type { PresetApplied } from '../../../contract/panel/presets.js';
import tableClasses from '../ui/table/data-table.module.css';
import { SettingValue } from './setting-value.js';
import { pluginWords } from './words.js';

/** What changes from what to what, and what does not and why. */
export function ChangesTable({ changed, skipped }: Pick<PresetApplied, 'changed' | 'skipped'>) {
  return (
    <Stack gap="sm" mt="sm">
      {changed.length === 0 ? (
        <Text c="dimmed">Nothing changes: these settings have these values already.</Text>
      ) : (
        <div className={tableClasses.scroll}>
          <Table className={tableClasses.table} aria-label="Changes" style={{ tableLayout: 'fixed' }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="34%">Setting</Table.Th>
                <Table.Th>From</Table.Th>
                <Table.Th>To</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changed.map((change) => (
                <Table.Tr key={`${change.plugin}/${change.name}`} className={tableClasses.row}>
                  <Table.Td data-main>
                    <SettingTitle {...change} />
                  </Table.Td>
                  <Table.Td data-label="From">
                    <SettingValue value={change.from} secret={change.secret} />
                  </Table.Td>
                  <Table.Td data-label="To">
                    <SettingValue value={change.to} secret={change.secret} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {skipped.length > 0 && (
        <div>
          <Text fw={600} size="sm" mb={4}>
            Left out
          </Text>
          {skipped.map(({ plugin, name, reason }) => (
            <Text key={`${plugin}/${name}`} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {pluginWords(plugin)} / {settingWords(name)}:{' '}
              <Text span c="dimmed">
                {reason}
              </Text>
            </Text>
          ))}
        </div>
      )}
    </Stack>
  );
}

/** What the agent calls the state of a plugin. */
const settingWords = (name: string): string => (name === '@enabled' ? 'enabled' : name);

export function SettingTitle({ plugin, name }: { plugin: string; name: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>
        {settingWords(name)}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {pluginWords(plugin)}
      </Text>
    </div>
  );
}
