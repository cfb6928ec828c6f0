import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DriftState, PresetState } from '../../../contract/panel/presets.js';
import type { Instance } from '../../../contract/panel/instances.js';
import { count } from '../ui/format.js';
import { Section } from '../ui/section.js';
import { When } from '../ui/when.js';
import { DriftBadge } from './drift-badge.js';
import { compareLink, releaseWords } from './words.js';

/** Where the site stands: its newest settings, its cluster's master, its own baseline. */
export function DriftSection({ site, state }: { site: Instance; state: PresetState }) {
  const { newest, master, from_baseline, baseline } = state;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
      <Section title="Newest settings">
        {newest ? (
          <Facts
            lead={
              <>
                {count(newest.setting_count)} settings, Moodle {releaseWords(newest.moodle_release)}
              </>
            }
          >
            Read <When at={newest.seen_at} />
            {newest.seen_at !== newest.taken_at && (
              <>
                , the same since <When at={newest.taken_at} />
              </>
            )}
          </Facts>
        ) : (
          <Text c="dimmed">Not read yet.</Text>
        )}
      </Section>
      <Section title="Cluster’s master">
        {master ? (
          <Drift state={master} site={site} name={master.reference_name} />
        ) : (
          <Text c="dimmed">
            {site.cluster_id === null ? (
              'This site is in no cluster.'
            ) : (
              <>
                Nothing to compare with: choose a master for{' '}
                <Anchor component={Link} to={`/clusters/${site.cluster_id}`} underline="always">
                  {site.cluster_name}
                </Anchor>
                , and read the settings of both.
              </>
            )}
          </Text>
        )}
      </Section>
      <Section title="Own baseline">
        {from_baseline && baseline ? (
          <Drift state={from_baseline} site={site} name="its baseline">
            Version of <When at={baseline.taken_at} />
          </Drift>
        ) : (
          <Text c="dimmed">
            Mark a version below as baseline to be told when the site moves away from it.
          </Text>
        )}
      </Section>
    </SimpleGrid>
  );
}

function Drift({
  state,
  site,
  name,
  children,
}: {
  state: DriftState;
  site: Instance;
  name: string;
  children?: ReactNode;
}) {
  const link = compareLink(`preset:${state.reference_preset_id}`, `instance:${site.id}`);
  return (
    <Facts lead={<DriftBadge count={state.count} />}>
      {children ?? `Against ${name}`}
      {state.since && (
        <>
          , since <When at={state.since} />
        </>
      )}
      {state.count > 0 && (
        <Anchor component={Link} to={link} size="sm" display="block" mt={4}>
          Compare
        </Anchor>
      )}
    </Facts>
  );
}

function Facts({ lead, children }: { lead: ReactNode; children: ReactNode }) {
  return (
    <Stack gap={6}>
      <Text component="div" fw={550}>
        {lead}
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {children}
      </Text>
    </Stack>
  );
}
