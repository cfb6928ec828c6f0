import { Anchor, SegmentedControl } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../app/session.js';
import { PageHeader } from '../../ui/page-header.js';
import { NotAllowed } from '../../ui/not-allowed.js';
import { ByCode } from './by-code.js';
import { ByKey } from './by-key.js';

type Way = 'key' | 'code';

export function AddSitePage() {
  const may = useMay('admin');
  const [way, setWay] = useState<Way>('key');
  if (!may) return <NotAllowed what="add a site" />;
  return (
    <div style={{ maxWidth: 720 }}>
      <Anchor component={Link} to="/sites" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Sites
      </Anchor>
      <PageHeader
        title="Add site"
        lead="Connect a Moodle site whose agent is installed, or let the agent register itself."
      />
      <SegmentedControl
        mb="lg"
        fullWidth
        value={way}
        onChange={setWay}
        data={[
          { value: 'key', label: 'Address and key' },
          { value: 'code', label: 'Enrolment code' },
        ]}
        aria-label="How to add the site"
      />
      {way === 'key' ? <ByKey /> : <ByCode />}
    </div>
  );
}
