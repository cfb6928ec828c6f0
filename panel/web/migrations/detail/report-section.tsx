import { Group, Select } from '@mantine/core';
import type { EntityKind, ImportOutcome } from '../../../../contract/agent/migration.js';
import type { MigrationDetail, MigrationTarget } from '../../../../contract/panel/migrations.js';
import { Section } from '../../ui/section.js';
import { FilterSelect } from '../../ui/table/filter-select.js';
import { totalOf } from '../count-outcomes.js';
import { kindWords, outcomeWords } from '../migration-words.js';
import { CountsTable } from './counts-table.js';
import { ReportEntries } from './report-entries.js';
import type { ReportView } from './report-view.js';

interface ReportSectionProps {
  migration: MigrationDetail;
  view: ReportView;
  onView: (changes: Partial<ReportView>) => void;
}

/** What became of each entity, by target. */
export function ReportSection({ migration, view, onView }: ReportSectionProps) {
  const begun = migration.targets.filter((target) => target.started_at !== null);
  const target = begun.find(({ id }) => id === view.target) ?? begun.find(hasTrouble) ?? begun[0];
  if (!target) return null;
  const { dry_run } = migration;
  return (
    <Section
      flush
      title={dry_run ? 'What would become of it' : 'What became of it'}
      lead={
        dry_run
          ? 'Each entity as the target sees it. Nothing was changed.'
          : 'Each entity, as the target tells it.'
      }
    >
      <Group px="lg" pb="md" gap="sm">
        {begun.length > 1 && (
          <Select
            aria-label="Target"
            data={begun.map(({ id, instance_name }) => ({ value: String(id), label: instance_name }))}
            value={String(target.id)}
            onChange={(value) => onView({ target: Number(value) })}
            allowDeselect={false}
            searchable
            maw={{ base: '100%', xs: 280 }}
            style={{ flex: '1 1 180px' }}
          />
        )}
        <FilterSelect
          label="Outcome"
          all="Every outcome"
          value={view.outcome ?? ''}
          options={Object.entries(outcomeWords).map(([value, { label, dry }]) => ({
            value,
            label: dry_run ? dry : label,
          }))}
          onChange={(value) => onView({ outcome: value as ImportOutcome | null })}
        />
        <FilterSelect
          label="Kind"
          all="Every kind"
          value={view.kind ?? ''}
          options={Object.entries(kindWords).map(([value, label]) => ({ value, label }))}
          onChange={(value) => onView({ kind: value as EntityKind | null })}
        />
      </Group>
      <CountsTable targets={[target]} dry={dry_run} onChoose={(kind, outcome) => onView({ kind, outcome })} />
      <ReportEntries migration={migration} target={target} view={view} onView={onView} />
    </Section>
  );
}

/** One with something to look at is shown before one that went well. */
function hasTrouble({ counts }: MigrationTarget): boolean {
  const { conflict, failed } = totalOf(counts);
  return conflict + failed > 0;
}
