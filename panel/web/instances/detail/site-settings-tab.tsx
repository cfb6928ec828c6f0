import { Stack } from '@mantine/core';
import { useMay } from '../../app/session.js';
import { NotAllowed } from '../../ui/not-allowed.js';
import { DeleteSite } from './delete-site.js';
import { EditSite } from './edit-site.js';
import { ReplaceKey } from './replace-key.js';
import { useSite } from './use-site.js';

export function SiteSettingsTab() {
  const site = useSite();
  const may = useMay('admin');
  if (!may) return <NotAllowed what="change this site" />;
  return (
    <Stack gap="lg" maw={720}>
      <EditSite site={site} />
      <ReplaceKey site={site} />
      <DeleteSite site={site} />
    </Stack>
  );
}
