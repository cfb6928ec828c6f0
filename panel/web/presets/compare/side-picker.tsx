import { Group, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Preset } from '../../../../contract/panel/presets.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useSiteOptions } from '../../instances/use-site-options.js';
import { dateTime } from '../../ui/format.js';

interface SidePickerProps {
  label: string;
  /** `instance:<id>`, `preset:<id>`, or empty. */
  value: string;
  /** The version that `value` stands for, once it is known. */
  preset: Preset | undefined;
  onChange: (value: string) => void;
}

/** Chooses a site, and of it the newest or an older version. */
export function SidePicker({ label, value, preset, onChange }: SidePickerProps) {
  const sites = useSiteOptions();
  const [kind, number] = value.split(':');
  const site = kind === 'instance' ? number : preset && String(preset.instance_id);
  const versions = useQuery({
    queryKey: [...keys.presets, 'list', 'options', site],
    queryFn: ({ signal }) => call('presetList', { id: Number(site), query: { limit: 100 }, signal }),
    enabled: site !== undefined,
  });
  const options = [
    { value: `instance:${site}`, label: 'Newest version' },
    ...(versions.data?.items ?? []).map(({ id, taken_at, baseline }) => ({
      value: `preset:${id}`,
      label: `${dateTime(taken_at)}${baseline ? ' (baseline)' : ''}`,
    })),
  ];
  return (
    <Stack gap={6} style={{ flex: '1 1 260px', minWidth: 0 }}>
      <Group gap="xs" align="flex-end" wrap="wrap">
        <Select
          label={label}
          placeholder="Choose a site"
          data={sites}
          value={site ?? null}
          onChange={(id) => onChange(id ? `instance:${id}` : '')}
          searchable
          nothingFoundMessage="Nothing found"
          style={{ flex: '2 1 180px' }}
        />
        <Select
          aria-label={`Version at the ${label.toLowerCase()}`}
          data={site === undefined ? [] : options}
          value={site === undefined ? null : value}
          placeholder="Version"
          disabled={site === undefined}
          onChange={(next) => next && onChange(next)}
          allowDeselect={false}
          style={{ flex: '1 1 170px' }}
        />
      </Group>
    </Stack>
  );
}
