import { Anchor, Skeleton, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ConnectionState, Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ConnectionBadge, connectionWords } from '../ui/connection-badge.js';
import { count } from '../ui/format.js';
import { RowLink } from '../ui/row-link.js';
import { Section } from '../ui/section.js';

const troubled: readonly ConnectionState[] = ['unreachable', 'unauthorized', 'error', 'disabled'];
const SHOWN = 6;

/** The sites that somebody should look at; nothing where all is well. @param expected how many there are */
export function AttentionSection({ expected }: { expected: number }) {
  const lists = useQueries({
    queries: troubled.map((connection_state) => {
      const query = { connection_state, limit: SHOWN };
      return {
        queryKey: [...keys.instanceLists, null, query],
        queryFn: ({ signal }: { signal: AbortSignal }) => call('instanceList', { query, signal }),
        enabled: expected > 0,
      };
    }),
  });
  if (expected === 0) return null;
  const sites = lists
    .flatMap(({ data }): Instance[] => data?.items ?? [])
    .filter(({ connection_state }) => troubled.includes(connection_state));
  return (
    <Section title={`${count(expected)} ${expected === 1 ? 'site needs' : 'sites need'} attention`} flush>
      {sites.length === 0 && lists.some(({ isPending }) => isPending) && (
        <Skeleton height={14} m="lg" w="60%" />
      )}
      {sites.slice(0, SHOWN).map((site) => (
        <RowLink
          key={site.id}
          to={`/sites/${site.id}`}
          title={site.name}
          aside={<ConnectionBadge state={site.connection_state} />}
        >
          <Text size="sm" c="dimmed">
            {site.connection_error ?? connectionWords[site.connection_state].advice}
          </Text>
        </RowLink>
      ))}
      {expected > SHOWN && (
        <Text px="lg" py="sm">
          <Anchor component={Link} to="/sites?sort=connection_state">
            Show all sites by state
          </Anchor>
        </Text>
      )}
    </Section>
  );
}
