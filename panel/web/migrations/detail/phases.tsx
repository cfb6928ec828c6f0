import { Group, Text, Timeline } from '@mantine/core';
import { IconArrowsTransferDown, IconPackageExport } from '@tabler/icons-react';
import type { MigrationDetail } from '../../../../contract/panel/migrations.js';
import { bytes, count, duration, plural } from '../../ui/format.js';
import { ProgressLine } from '../../ui/progress-line.js';
import { Section } from '../../ui/section.js';
import { ToneBadge } from '../../ui/tone-badge.js';
import { useNow } from '../../ui/use-now.js';
import { isTargetOpen, kindWords, targetStateWords } from '../migration-words.js';

/** The two phases: once at the source, then at each target. */
export function Phases({ migration }: { migration: MigrationDetail }) {
  const { state, targets } = migration;
  const exported = migration.export.sha256 !== null || state === 'delivering' || state === 'done';
  const begun = targets.some((target) => target.state !== 'waiting' && target.state !== 'cancelled');
  return (
    <Section title="How far it is">
      <Timeline
        bulletSize={26}
        lineWidth={2}
        active={exported ? (begun ? 1 : 0) : state === 'waiting' ? -1 : 0}
      >
        <Timeline.Item
          color={exported ? 'green' : state === 'failed' ? 'red' : 'ink'}
          bullet={<IconPackageExport size={15} aria-hidden />}
          title={`Export at ${migration.source_name}`}
        >
          <ExportPhase migration={migration} exported={exported} />
        </Timeline.Item>
        <Timeline.Item
          color={migration.failed > 0 ? 'red' : state === 'done' ? 'green' : 'ink'}
          bullet={<IconArrowsTransferDown size={15} aria-hidden />}
          title={
            migration.dry_run
              ? `Comparison at ${plural(targets.length, 'site')}`
              : `Import at ${plural(targets.length, 'site')}`
          }
        >
          <TargetPhase migration={migration} />
        </Timeline.Item>
      </Timeline>
    </Section>
  );
}

function ExportPhase({ migration, exported }: { migration: MigrationDetail; exported: boolean }) {
  const now = useNow('quick');
  const { progress, message, size, counts, started_at, finished_at } = migration.export;
  const found = Object.entries(kindWords)
    .map(([kind, word]) => ({ word, n: counts[kind as keyof typeof kindWords] ?? 0 }))
    .filter(({ n }) => n > 0)
    .map(({ word, n }) => kindCount(n, word))
    .join(', ');
  return (
    <div style={{ paddingTop: 4 }}>
      {!exported && migration.state === 'exporting' && (
        <ProgressLine progress={progress} message={message} label="Progress of the export" />
      )}
      {!exported && migration.state !== 'exporting' && (
        <Text size="xs" c="dimmed">
          {migration.state === 'waiting' ? 'Not begun yet' : 'Did not come to its end'}
        </Text>
      )}
      {found && <Text>{found}</Text>}
      {(size !== null || started_at) && (
        <Text size="xs" c="dimmed">
          {size !== null && `A file of ${bytes(size)}`}
          {size !== null && started_at && ' · '}
          {started_at &&
            `${finished_at ? 'took' : 'for'} ${duration(started_at, finished_at ? Date.parse(finished_at) : now)}`}
        </Text>
      )}
    </div>
  );
}

/** `1 course category`, `2 course categories`. */
function kindCount(n: number, word: string): string {
  const many = word.toLowerCase();
  return `${count(n)} ${n === 1 ? many.replace(/ies$/, 'y').replace(/s$/, '') : many}`;
}

function TargetPhase({ migration }: { migration: MigrationDetail }) {
  const { targets, state } = migration;
  const states = Object.keys(targetStateWords) as (keyof typeof targetStateWords)[];
  const ended = targets.filter((target) => !isTargetOpen(target.state)).length;
  const done = targets.reduce(
    (sum, target) =>
      sum +
      // The file on its way is the first half of a target, its import the second.
      (!isTargetOpen(target.state)
        ? 1
        : target.state === 'importing'
          ? 0.5 + target.progress / 2
          : target.progress / 2),
    0,
  );
  return (
    <div style={{ paddingTop: 4 }}>
      {state === 'delivering' && (
        <ProgressLine
          progress={done / Math.max(targets.length, 1)}
          message={`${count(ended)} of ${plural(targets.length, 'site')} ended`}
          label="Progress at the targets"
        />
      )}
      <Group gap={6} mt={4}>
        {states.map((each) => {
          const n = targets.filter((target) => target.state === each).length;
          const { tone, icon, label } = targetStateWords[each];
          return (
            n > 0 && (
              <ToneBadge key={each} tone={tone} icon={icon} label={`${count(n)} ${label.toLowerCase()}`} />
            )
          );
        })}
      </Group>
    </div>
  );
}
