/** The table of pages. Each is loaded when it is first visited. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import { FullPageLoader } from '../ui/full-page-loader.js';
import { NotFound } from './not-found.js';
import { Root } from './root.js';
import { RouteError } from './route-error.js';

const pages: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('../overview/overview-page.js')).OverviewPage }),
  },
  {
    path: 'sites',
    lazy: async () => ({ Component: (await import('../instances/sites-page.js')).SitesPage }),
  },
  {
    path: 'sites/add',
    lazy: async () => ({ Component: (await import('../instances/add/add-site-page.js')).AddSitePage }),
  },
  {
    path: 'sites/:id',
    lazy: async () => ({ Component: (await import('../instances/detail/site-page.js')).SitePage }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('../instances/detail/facts-tab.js')).FactsTab }),
      },
      {
        path: 'courses',
        lazy: async () => ({ Component: (await import('../courses/courses-tab.js')).CoursesTab }),
      },
      {
        path: 'backups',
        lazy: async () => ({ Component: (await import('../backups/backups-tab.js')).BackupsTab }),
      },
      {
        path: 'plugins',
        lazy: async () => ({
          Component: (await import('../plugins/site-plugins-tab.js')).SitePluginsTab,
        }),
      },
      {
        path: 'updates',
        lazy: async () => ({
          Component: (await import('../updates/site-updates-tab.js')).SiteUpdatesTab,
        }),
      },
      {
        path: 'presets',
        lazy: async () => ({ Component: (await import('../presets/presets-tab.js')).PresetsTab }),
      },
      {
        path: 'webservices',
        lazy: async () => ({
          Component: (await import('../webservices/webservice-tab.js')).WebserviceTab,
        }),
      },
      {
        path: 'organisation',
        lazy: async () => ({
          Component: (await import('../organisation/organisation-tab.js')).OrganisationTab,
        }),
      },
      { path: 'tasks', lazy: async () => ({ Component: (await import('../tasks/tasks-tab.js')).TasksTab }) },
      {
        path: 'settings',
        lazy: async () => ({
          Component: (await import('../instances/detail/site-settings-tab.js')).SiteSettingsTab,
        }),
      },
    ],
  },
  {
    path: 'updates',
    lazy: async () => ({ Component: (await import('../updates/updates-page.js')).UpdatesPage }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('../updates/available-tab.js')).AvailableTab }),
      },
      {
        path: 'requests',
        lazy: async () => ({ Component: (await import('../updates/requests-tab.js')).RequestsTab }),
      },
      {
        path: 'plugins',
        lazy: async () => ({ Component: (await import('../plugins/plugins-tab.js')).PluginsTab }),
      },
      {
        path: 'moodle',
        lazy: async () => ({ Component: (await import('../plugins/moodle-tab.js')).MoodleTab }),
      },
    ],
  },
  {
    path: 'updates/plugins/:component',
    lazy: async () => ({ Component: (await import('../plugins/plugin-page.js')).PluginPage }),
  },
  {
    path: 'backups',
    lazy: async () => ({ Component: (await import('../backups/backups-page.js')).BackupsPage }),
  },
  {
    path: 'presets',
    lazy: async () => ({ Component: (await import('../presets/presets-page.js')).PresetsPage }),
  },
  {
    path: 'presets/compare',
    lazy: async () => ({ Component: (await import('../presets/compare/compare-page.js')).ComparePage }),
  },
  { path: 'tasks', lazy: async () => ({ Component: (await import('../tasks/tasks-page.js')).TasksPage }) },
  {
    path: 'library',
    lazy: async () => ({ Component: (await import('../library/library-page.js')).LibraryPage }),
  },
  {
    path: 'rollouts',
    lazy: async () => ({ Component: (await import('../rollouts/rollouts-page.js')).RolloutsPage }),
  },
  {
    path: 'rollouts/new',
    lazy: async () => ({ Component: (await import('../rollouts/new/new-rollout-page.js')).NewRolloutPage }),
  },
  {
    path: 'rollouts/:id',
    lazy: async () => ({ Component: (await import('../rollouts/detail/rollout-page.js')).RolloutPage }),
  },
  {
    path: 'migrations',
    lazy: async () => ({ Component: (await import('../migrations/migrations-page.js')).MigrationsPage }),
  },
  {
    path: 'migrations/new',
    lazy: async () => ({
      Component: (await import('../migrations/new/new-migration-page.js')).NewMigrationPage,
    }),
  },
  {
    path: 'migrations/:id',
    lazy: async () => ({
      Component: (await import('../migrations/detail/migration-page.js')).MigrationPage,
    }),
  },
  {
    path: 'clusters',
    lazy: async () => ({ Component: (await import('../clusters/clusters-page.js')).ClustersPage }),
  },
  {
    path: 'clusters/:id',
    lazy: async () => ({ Component: (await import('../clusters/cluster-page.js')).ClusterPage }),
  },
  { path: 'audit', lazy: async () => ({ Component: (await import('../audit/audit-page.js')).AuditPage }) },
  {
    path: 'settings',
    lazy: async () => ({ Component: (await import('../settings/settings-page.js')).SettingsPage }),
  },
  { path: '*', Component: NotFound },
];

export function createRouter() {
  return createBrowserRouter([
    {
      Component: Root,
      ErrorBoundary: RouteError,
      HydrateFallback: FullPageLoader,
      children: [
        {
          path: '/sign-in',
          lazy: async () => ({ Component: (await import('../sign-in/sign-in-page.js')).SignInPage }),
        },
        {
          path: '/',
          lazy: async () => ({ Component: (await import('./shell/guarded-shell.js')).GuardedShell }),
          children: [{ ErrorBoundary: RouteError, children: pages }],
        },
      ],
    },
  ]);
}
