import { Table, UnstyledButton } from '@mantine/core';
import type { EntityKind, ImportOutcome } from '../../../../contract/agent/migration.js';
import type { MigrationTarget } from '../../../../contract/panel/migrations.js';
import { count, DASH } from '../../ui/format.js';
import { countsByKind } from '../count-outcomes.js';
import { kindWords, outcomeWords } from '../migration-words.js';
import classes from './report.module.css';

const outcomes = Object.keys(outcomeWords) as ImportOutcome[];
const kinds = Object.keys(kindWords) as EntityKind[];

interface CountsTableProps {
  targets: MigrationTarget[];
  dry: boolean;
  /** Narrows the report to what a number counts. */
  onChoose: (kind: EntityKind, outcome: ImportOutcome) => void;
}

/** How many of each kind came to which end. */
export function CountsTable({ targets, dry, onChoose }: CountsTableProps) {
  const rows = countsByKind(targets, kinds);
  if (rows.length === 0) return null;
  return (
    <div style={{ overflowX: 'auto' }}>
      <Table aria-label="Counts by kind" verticalSpacing={6} className={classes.counts}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Kind</Table.Th>
            {outcomes.map((outcome) => (
              <Table.Th key={outcome} ta="right">
                {dry ? outcomeWords[outcome].dry : outcomeWords[outcome].label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([kind, counts]) => (
            <Table.Tr key={kind}>
              <Table.Th scope="row">{kindWords[kind]}</Table.Th>
              {outcomes.map((outcome) => (
                <Table.Td key={outcome} ta="right">
                  {counts[outcome] === 0 ? (
                    <span style={{ color: 'var(--quiet)' }}>{DASH}</span>
                  ) : (
                    <UnstyledButton
                      className={classes.number}
                      data-tone={outcomeWords[outcome].tone}
                      aria-label={`${count(counts[outcome])} ${kindWords[kind]}, ${outcomeWords[outcome].label}: show them`}
                      onClick={() => onChoose(kind, outcome)}
                    >
                      {count(counts[outcome])}
                    </UnstyledButton>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
