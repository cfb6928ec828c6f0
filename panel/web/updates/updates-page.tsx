import { Outlet, useLocation, useNavigate } from 'react-router';
import { PageHeader } from '../ui/page-header.js';
import { PageTabs } from '../ui/page-tabs.js';

const tabs = [
  { value: 'available', label: 'Available' },
  { value: 'requests', label: 'Requests' },
  { value: 'plugins', label: 'Plugins' },
  { value: 'moodle', label: 'Moodle versions' },
];

export function UpdatesPage() {
  const navigate = useNavigate();
  const current = useLocation().pathname.split('/')[2] || 'available';
  return (
    <>
      <PageHeader title="Updates" lead="Plugins and Moodle versions of all sites, and what changes them." />
      <PageTabs
        label="Parts of the page"
        tabs={tabs}
        current={current}
        onChange={(value) => void navigate(value === 'available' ? '/updates' : `/updates/${value}`)}
      >
        <Outlet />
      </PageTabs>
    </>
  );
}
