import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useOpenedTask } from '../../tasks/use-open-task.js';
import { Brand } from './brand.js';
import { LiveIndicator } from './live-indicator.js';
import { MainNavigation } from './main-navigation.js';
import { NotificationBell } from './notification-bell.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const TaskDrawer = lazy(async () => ({
  default: (await import('../../tasks/task-drawer.js')).TaskDrawer,
}));

export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  const loading = useNavigation().state === 'loading';
  const task = useOpenedTask();
  const { close } = menu;
  useEffect(close, [pathname, close]);

  return (
    <AppShell
      header={{ height: 54 }}
      navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={0}
    >
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={menu.toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={opened ? 'Close the menu' : 'Open the menu'}
              aria-expanded={opened}
            />
            <Brand />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveIndicator />
            <NotificationBell />
            <UserMenu />
          </Group>
        </Group>
        {loading && <div className={classes.loading} role="status" aria-label="Loading the page" />}
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} p="sm">
        <MainNavigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <Outlet />
        </div>
      </AppShell.Main>
      {task.id !== null && (
        <Suspense fallback={null}>
          <TaskDrawer key={task.id} id={task.id} onClose={task.close} />
        </Suspense>
      )}
      <ScrollRestoration getKey={({ pathname: path }) => path} />
    </AppShell>
  );
}
