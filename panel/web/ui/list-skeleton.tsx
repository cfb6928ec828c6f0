import { Skeleton, Stack } from '@mantine/core';

/** The place of a short list that is being asked for. */
export function ListSkeleton({ rows }: { rows: number }) {
  return (
    <Stack gap="lg" px="lg" py="md" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, n) => (
        <div key={n}>
          <Skeleton height={12} width="55%" mb={8} />
          <Skeleton height={9} width="35%" />
        </div>
      ))}
    </Stack>
  );
}
