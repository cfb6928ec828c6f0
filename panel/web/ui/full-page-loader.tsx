import { Center, Loader } from '@mantine/core';

export function FullPageLoader() {
  return (
    <Center h="60dvh" role="status" aria-label="Loading">
      <Loader size="sm" />
    </Center>
  );
}
