import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Preset } from '../../../contract/panel/presets.js';
import { count, dateTime } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { compareLink, releaseWords } from './words.js';

export interface VersionActions {
  newest: number | undefined;
  /** Undefined for those who may not. */
  onBaseline?: (preset: Preset, on: boolean) => void;
}

export function versionColumns({ newest, onBaseline }: VersionActions): Column<Preset>[] {
  return [
    {
      key: 'taken',
      header: 'Version',
      sort: 'taken_at',
      descendingFirst: true,
      main: true,
      render: (preset) => (
        <div>
          <Group gap={8}>
            <Text fw={550}>{dateTime(preset.taken_at)}</Text>
            {preset.id === newest && (
              <Badge variant="light" color="gray">
                Newest
              </Badge>
            )}
            {preset.baseline && (
              <Badge variant="light" title={preset.baseline_by ?? undefined}>
                Baseline
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {preset.source === 'schedule' ? 'By schedule' : `By ${preset.created_by ?? 'the panel'}`}
          </Text>
        </div>
      ),
    },
    { key: 'seen', header: 'Last seen', render: ({ seen_at }) => <When at={seen_at} /> },
    {
      key: 'changes',
      header: 'Changed',
      align: 'right',
      render: ({ change_count }) => (change_count === null ? 'First version' : count(change_count)),
    },
    { key: 'settings', header: 'Settings', align: 'right', render: (p) => count(p.setting_count) },
    {
      key: 'secrets',
      header: 'Secret',
      align: 'right',
      wideOnly: true,
      render: (p) => count(p.secret_count),
    },
    {
      key: 'moodle',
      header: 'Moodle',
      wideOnly: true,
      render: ({ moodle_release }) => releaseWords(moodle_release),
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      render: (preset) => (
        <Group gap="md" justify="flex-end" wrap="nowrap">
          {onBaseline && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => onBaseline(preset, !preset.baseline)}
            >
              {preset.baseline ? 'Remove baseline' : 'Set as baseline'}
            </Anchor>
          )}
          {newest !== undefined && (
            <Anchor
              component={Link}
              size="sm"
              to={compareLink(`preset:${preset.id}`, `preset:${newest}`)}
              style={{ visibility: preset.id === newest ? 'hidden' : undefined }}
            >
              Compare
            </Anchor>
          )}
        </Group>
      ),
    },
  ];
}
