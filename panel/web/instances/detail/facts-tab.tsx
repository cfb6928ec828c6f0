import { Anchor, Badge, DataList, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../ui/section.js';
import { bytes, count, DASH } from '../../ui/format.js';
import { When } from '../../ui/when.js';
import { Tags } from '../tags.js';
import { agentKindWords } from '../instance-words.js';
import { KeyExpiry } from './key-expiry.js';
import { LatestTasks } from './latest-tasks.js';
import { useSite } from './use-site.js';
import { useList } from '../../ui/table/use-list.js';
import { keys } from '../../api/query-keys.js';

/** What is known of the site and of the connection to it. */
export function FactsTab() {
  const site = useSite();
  const latest = useList(
    'instanceBackupList',
    keys.backupLists,
    { limit: 1, status: 'succeeded', sort: '-created_at' },
    { id: site.id },
  );
  const backup = latest.data?.items[0];
  const never = (
    <Text span c="var(--warn)">
      Never
    </Text>
  );
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title="Site">
          <Facts
            facts={[
              ['Moodle', site.moodle_release ?? site.moodle_version ?? DASH],
              [
                'Updates',
                <Anchor
                  key="updates"
                  component={Link}
                  to={`/sites/${site.id}/plugins?updates=true`}
                  size="sm"
                >
                  {site.update_count === 0 ? 'None offered' : `${count(site.update_count)} offered`}
                </Anchor>,
              ],
              ['Users', count(site.user_count)],
              ['Online now', count(site.online_count)],
              ['Courses', count(site.course_count)],
              ['Categories', count(site.category_count)],
              ['Theme', site.theme ?? DASH],
              ['Cluster', site.cluster_name ?? 'None'],
              ['Tags', site.tags.length > 0 ? <Tags key="tags" tags={site.tags} /> : 'None'],
              [
                'Last backup',
                site.last_backup_at === null ? (
                  never
                ) : (
                  <>
                    <When at={site.last_backup_at} />
                    {backup &&
                      ` · ${backup.course_name ?? `course ${backup.course_id}`}, ${bytes(backup.size)}`}
                  </>
                ),
              ],
            ]}
          />
        </Section>
        <Section title="Connection">
          <Facts
            facts={[
              ['Address', site.url],
              [
                'Agent',
                `${agentKindWords[site.agent_kind]}${site.agent_version ? ` ${site.agent_version}` : ''}`,
              ],
              ['Last seen', <When key="seen" at={site.last_seen_at} none="Never" />],
              ['Last sync', <When key="sync" at={site.synced_at} none="Never" />],
              ['Key', <KeyExpiry key="key" at={site.key_expires_at} />],
              ['Registered', <When key="made" at={site.created_at} />],
              [
                'Features',
                site.features.length > 0 ? (
                  <Group gap={6} key="features">
                    {site.features.map((feature) => (
                      <Badge key={feature} variant="default" color="gray" size="sm" fw={450}>
                        {feature.replaceAll('_', ' ')}
                      </Badge>
                    ))}
                  </Group>
                ) : (
                  DASH
                ),
              ],
            ]}
          />
        </Section>
      </SimpleGrid>
      <LatestTasks instanceId={site.id} />
    </Stack>
  );
}

function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <DataList withDivider gap="xs">
      {facts.map(([label, value]) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue className="numeric">{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
