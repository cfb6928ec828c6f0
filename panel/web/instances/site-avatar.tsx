import { Avatar } from '@mantine/core';

/** The site's initials. Its logo is not loaded: that would tell every listed site who looks at this page. */
export function SiteAvatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <Avatar
      name={name}
      size={size}
      radius="md"
      color="ink"
      variant="light"
      aria-hidden
      style={{ flex: 'none' }}
    />
  );
}
