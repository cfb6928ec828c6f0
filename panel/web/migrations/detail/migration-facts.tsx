import { Anchor, DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { MigrationSettings } from '../../../../contract/agent/migration.js';
import type { MigrationDetail } from '../../../../contract/panel/migrations.js';
import { CopyValue } from '../../ui/copy-value.js';
import { DASH, duration, plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import { When } from '../../ui/when.js';
import { whatWords } from '../migration-words.js';
import { settingLabel } from '../new/setting-values.js';

/** What was agreed when the migration was started. */
export function MigrationFacts({ migration }: { migration: MigrationDetail }) {
  const { source_id, source_name, created_at, created_by, finished_at, preview_id } = migration;
  const { sha256 } = migration.export;
  const facts: [string, ReactNode][] = [
    ['What', whatWords[migration.what].label],
    [
      'From',
      source_id === null ? (
        source_name
      ) : (
        <Anchor key="source" component={Link} to={`/sites/${source_id}`} size="sm">
          {source_name}
        </Anchor>
      ),
    ],
    ['At the source', settingsWords(migration.export_settings)],
    ['At the targets', settingsWords(migration.import_settings)],
    [
      'Started',
      <span key="started">
        <When at={created_at} />
        {created_by && ` by ${created_by}`}
      </span>,
    ],
    ['Took', finished_at ? duration(created_at, Date.parse(finished_at)) : DASH],
  ];
  if (preview_id !== null) {
    facts.push([
      'Dry run',
      <Anchor key="preview" component={Link} to={`/migrations/${preview_id}`} size="sm">
        Show what it found
      </Anchor>,
    ]);
  }
  if (sha256) {
    facts.push([
      'Checksum',
      <CopyValue
        key="sum"
        value={sha256}
        shown={`${sha256.slice(0, 8)}…${sha256.slice(-4)}`}
        label="checksum"
      />,
    ]);
  }
  return (
    <Section title="Settings">
      <DataList withDivider gap="xs">
        {facts.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Section>
  );
}

function settingsWords(settings: MigrationSettings): string {
  const words = Object.entries(settings).map(([name, value]) =>
    Array.isArray(value)
      ? `${settingLabel(name)}: ${plural(value.length, 'id')}`
      : `${settingLabel(name)}: ${String(value)}`,
  );
  return words.length > 0 ? words.join(', ') : 'Default settings';
}
