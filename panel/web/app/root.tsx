import { Notifications } from '@mantine/notifications';
import { Outlet } from 'react-router';

/** Around every page. The toasts stand inside of the router, for they hold links. */
export function Root() {
  return (
    <>
      <Notifications position="bottom-right" limit={4} containerWidth={400} />
      <Outlet />
    </>
  );
}
