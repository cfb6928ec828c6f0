import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Instance } from '../../../contract/panel/instances.js';
import type { CoreSite, Offer } from '../../../contract/panel/plugins.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { ErrorNote } from '../ui/error-note.js';
import { DASH } from '../ui/format.js';
import { Section } from '../ui/section.js';
import { When } from '../ui/when.js';
import { OrderDialog } from '../updates/order-dialog.js';
import { MaturityBadge } from '../updates/maturity-badge.js';
import { offerTypeWords, shortRelease } from '../updates/update-words.js';
import { CheckButton } from './check-button.js';
import { corePlan } from './core-plan.js';

/** The Moodle version of one site and what could be put in its place. */
export function CoreCard({ site }: { site: Instance }) {
  const { data, error, isPending } = useQuery({
    queryKey: [...keys.plugins, 'core', 'site', site.id],
    queryFn: ({ signal }) => call('coreList', { query: { instance_id: String(site.id), limit: 1 }, signal }),
  });
  const core = data?.items[0];
  return (
    <Section
      title={`Moodle ${shortRelease(site.moodle_release, site.moodle_version)}`}
      lead={
        <>
          {site.moodle_release ?? site.moodle_version ?? DASH} · last asked for updates{' '}
          <When at={site.updates_checked_at} none="never" />
        </>
      }
      actions={<CheckButton site={site} />}
    >
      <ErrorNote error={data ? null : error} />
      {isPending && <Skeleton height={14} width="40%" />}
      {core && core.offers.length === 0 && <Text c="dimmed">No newer version is offered.</Text>}
      {core && core.offers.length > 0 && (
        <Stack gap="xs">
          {core.offers.map((offer) => (
            <CoreOffer key={offer.version} core={core} offer={offer} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function CoreOffer({ core, offer }: { core: CoreSite; offer: Offer }) {
  const may = useMay('operator');
  const [asking, setAsking] = useState<'dry' | 'real' | null>(null);
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs">
        {offer.url ? (
          <Anchor href={offer.url} target="_blank" rel="noopener noreferrer" size="sm" fw={550}>
            {shortRelease(offer.release, offer.version)}
          </Anchor>
        ) : (
          <Text size="sm" fw={550}>
            {shortRelease(offer.release, offer.version)}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {offerTypeWords[offer.type]}
        </Text>
        <MaturityBadge maturity={offer.maturity} />
      </Group>
      {core.open_request_id !== null ? (
        <Anchor component={Link} to={`?request=${core.open_request_id}`} size="xs">
          being changed now
        </Anchor>
      ) : (
        may &&
        offer.download !== null && (
          <Group gap="xs">
            {core.can_dry_run && (
              <Button size="xs" variant="default" onClick={() => setAsking('dry')}>
                Dry run
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setAsking('real')}>
              Update
            </Button>
          </Group>
        )
      )}
      {asking && (
        <OrderDialog
          plan={corePlan([{ core, offer }])}
          dryRun={asking === 'dry'}
          onClose={() => setAsking(null)}
        />
      )}
    </Group>
  );
}
