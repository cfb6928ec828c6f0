import { Card } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Instance } from '../../../contract/panel/instances.js';
import { SyncButton } from './detail/sync-button.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { type Feature, missingFeature } from './missing-feature.js';

interface NeedsFeatureProps {
  site: Instance;
  feature: Feature;
  /** What the part of the page is called: “Web services”. */
  what: string;
  children: ReactNode;
}

/** A part of a site's page that its agent must be able to serve; says calmly how to get there where it cannot. */
export function NeedsFeature({ site, feature, what, children }: NeedsFeatureProps) {
  if (missingFeature(site, feature) === null) return <>{children}</>;
  return (
    <Card padding={0}>
      <BlankSlate icon={IconPlugConnected} title={titleOf(site, what)} action={<SyncButton site={site} />}>
        {wayOf(site)}
      </BlankSlate>
    </Card>
  );
}

const titleOf = (site: Instance, what: string): string =>
  site.synced_at === null ? `Nothing is known of this site yet` : `${what} need the MooPanel agent`;

function wayOf({ agent_kind, agent_version, synced_at }: Instance): string {
  if (synced_at === null) return 'Sync the site, so that this panel learns what it can do.';
  if (agent_kind === 'plugin') {
    return 'This site is connected through the PHP plugin, which cannot do this. All else works as before. To get it, set up the agent beside the site and connect it in place of the plugin, then sync.';
  }
  return `The agent of this site${agent_version ? ` (${agent_version})` : ''} is older than this. Update it, then sync the site. All else works as before.`;
}
