import { Anchor, Checkbox, Group, ScrollArea, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { AvailableUpdate } from '../../../contract/panel/plugins.js';
import { ToneBadge } from '../ui/tone-badge.js';
import classes from './available-sites.module.css';
import { canTake, type ChosenUpdates } from './use-chosen-updates.js';
import { VersionStep } from './version-step.js';

interface AvailableSitesProps {
  update: AvailableUpdate;
  chosen: ChosenUpdates;
  may: boolean;
}

/** The sites that are offered an update of one component. */
export function AvailableSites({ update, chosen, may }: AvailableSitesProps) {
  return (
    <ScrollArea.Autosize mah={360} className={classes.sites}>
      <ul className={classes.list} aria-label={`Sites with an update of ${update.display_name}`}>
        {update.sites.map((site) => (
          <li key={site.instance_id} className={classes.site}>
            {may && (
              <Checkbox
                size="xs"
                aria-label={`Select ${update.display_name} on ${site.instance_name}`}
                disabled={!canTake(site)}
                checked={chosen.has(update.component, site.instance_id)}
                onChange={(event) => chosen.set(update, [site], event.currentTarget.checked)}
              />
            )}
            <Group gap="xs" className={classes.name}>
              <Anchor component={Link} to={`/sites/${site.instance_id}/plugins?updates=true`} size="sm">
                {site.instance_name}
              </Anchor>
              {site.cluster_name && (
                <Text size="xs" c="dimmed">
                  {site.cluster_name}
                </Text>
              )}
              {site.agent_kind === 'plugin' && (
                <ToneBadge tone="warn" icon={IconPlugConnected} label="PHP plugin" />
              )}
            </Group>
            <VersionStep from={site.version} to={site.offer.release ?? site.offer.version} />
            {site.open_request_id !== null && (
              <Anchor component={Link} to={`/updates/requests?request=${site.open_request_id}`} size="xs">
                being changed now
              </Anchor>
            )}
            {site.offer.download === null && (
              <Text size="xs" c="var(--warn)">
                no download offered
              </Text>
            )}
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}
