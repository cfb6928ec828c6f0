import { Alert, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { bytes, percent } from '../ui/format.js';
import type { useChunkedUpload } from './use-chunked-upload.js';

/** The file on its way: how far it is, and the buttons that pause, go on and end. */
export function UploadProgress({ upload }: { upload: ReturnType<typeof useChunkedUpload> }) {
  const { file, state, pause, resume, cancel } = upload;
  if (!file) return null;
  const sent = state.kind === 'sending' || state.kind === 'paused' ? state.sent : file.size;
  const moving = state.kind === 'sending' || state.kind === 'paused';
  return (
    <Card padding="md" component="section" aria-label="Upload">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text fw={550} truncate title={file.name}>
            {file.name}
          </Text>
          <Text size="xs" c="dimmed" className="numeric" style={{ flex: 'none' }}>
            {moving ? `${bytes(sent)} of ${bytes(file.size)}` : bytes(file.size)}
          </Text>
        </Group>
        {moving && (
          <Group gap={8} wrap="nowrap">
            <Progress.Root size={8} flex={1}>
              <Progress.Section
                value={percent(sent / file.size)}
                animated={state.kind === 'sending'}
                color={state.kind === 'paused' ? 'gray' : undefined}
                aria-label={`Upload of ${file.name}`}
              />
            </Progress.Root>
            <Text size="xs" className="numeric" w={40} ta="right">
              {percent(sent / file.size)}%
            </Text>
          </Group>
        )}
        {state.kind === 'paused' && (
          <Text size="xs" c={state.error ? 'var(--warn)' : 'dimmed'} role="status">
            {state.error
              ? `${state.error.message} What has arrived is kept: it goes on from there.`
              : 'Paused. What has arrived is kept for a while.'}
          </Text>
        )}
        {state.kind === 'done' && (
          <Text size="xs" c="var(--ok)" role="status">
            <IconCircleCheck size={14} aria-hidden style={{ verticalAlign: -2 }} /> It has arrived at the
            site.
          </Text>
        )}
        {state.kind === 'refused' && (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} title={state.error.message} role="alert">
            {state.error.hint} Then choose the file again.
          </Alert>
        )}
        <Group gap="xs">
          {state.kind === 'sending' && (
            <Button size="xs" variant="default" leftSection={<IconPlayerPause size={15} />} onClick={pause}>
              Pause
            </Button>
          )}
          {state.kind === 'paused' && (
            <Button size="xs" leftSection={<IconPlayerPlay size={15} />} onClick={resume}>
              Go on
            </Button>
          )}
          <Button size="xs" variant="subtle" color="gray" leftSection={<IconX size={15} />} onClick={cancel}>
            {moving ? 'Cancel the upload' : 'Choose another file'}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
