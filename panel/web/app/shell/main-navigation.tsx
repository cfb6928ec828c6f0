import {
  IconAdjustmentsHorizontal,
  IconArchive,
  IconDownload,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconPackages,
  IconRocket,
  IconSchool,
  IconSettings,
  IconStack2,
  IconTransfer,
} from '@tabler/icons-react';
import { NavLink } from 'react-router';
import classes from './shell.module.css';

const entries = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard },
  { to: '/sites', label: 'Sites', icon: IconSchool },
  { to: '/updates', label: 'Updates', icon: IconDownload },
  { to: '/rollouts', label: 'Rollouts', icon: IconRocket },
  { to: '/library', label: 'Library', icon: IconPackages },
  { to: '/backups', label: 'Backups', icon: IconArchive },
  { to: '/presets', label: 'Presets', icon: IconAdjustmentsHorizontal },
  { to: '/migrations', label: 'Migrations', icon: IconTransfer },
  { to: '/tasks', label: 'Tasks', icon: IconListCheck },
  { to: '/clusters', label: 'Clusters', icon: IconStack2 },
  { to: '/audit', label: 'Audit log', icon: IconHistory },
  { to: '/settings', label: 'Settings', icon: IconSettings },
];

export function MainNavigation() {
  return (
    <nav aria-label="Main">
      {entries.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === '/'} className={classes.link}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
