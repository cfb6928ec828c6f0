import { Tabs } from '@mantine/core';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { PageHeader } from '../ui/page-header.js';

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
      <Tabs
        value={current}
        onChange={(value) => void navigate(value === 'available' ? '/updates' : `/updates/${value}`)}
      >
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto' }} aria-label="Parts of the page">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value} px={{ base: 8, xs: 'md' }} style={{ flex: 'none' }}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current} pt="lg">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
