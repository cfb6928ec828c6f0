import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';

/** The mark; drawn here so that it needs no request. */
export function BrandMark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
      <path
        d="M8 22.5v-11l8 6.5 8-6.5v11"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Brand() {
  return (
    <Link to="/" aria-label="MooPanel, to the overview" style={{ textDecoration: 'none', color: 'inherit' }}>
      <Group gap={9} wrap="nowrap">
        <BrandMark />
        <Text fw={650} size="md" style={{ letterSpacing: '-0.01em' }}>
          MooPanel
        </Text>
      </Group>
    </Link>
  );
}
