import { Button, Center, Code, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCloudOff, IconExclamationCircle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asApiError } from '../api/errors.js';

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** Fills the window instead of the place of a list. */
  page?: boolean;
  actions?: ReactNode;
}

/** What went wrong, what to do, and the button that tries again. */
export function ErrorState({ error, onRetry, page, actions }: ErrorStateProps) {
  const { status, message, hint, requestId } = asApiError(error);
  const Icon = status === 0 ? IconCloudOff : IconExclamationCircle;
  return (
    <Center mih={page ? '100dvh' : 240} p="lg" role="alert">
      <Stack align="center" gap="xs" maw={460}>
        <ThemeIcon size={44} radius="50%" variant="light" color="red" aria-hidden>
          <Icon size={24} />
        </ThemeIcon>
        <Text fw={600} size="md" ta="center">
          {message}
        </Text>
        {hint && (
          <Text c="dimmed" ta="center">
            {hint}
          </Text>
        )}
        {requestId && (
          <Text size="xs" c="dimmed">
            Request id <Code>{requestId}</Code>
          </Text>
        )}
        <Group mt="xs">
          {onRetry && (
            <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
              Try again
            </Button>
          )}
          {actions}
        </Group>
      </Stack>
    </Center>
  );
}
