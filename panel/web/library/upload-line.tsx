import { ActionIcon, Anchor, Group, Loader, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { bytes, percent } from '../ui/format.js';
import classes from './upload-line.module.css';
import type { Upload, UploadState } from './use-uploads.js';

/** One upload: how far it is, what came of it, or in words why it was refused. */
export function UploadLine({ upload, onRemove }: { upload: Upload; onRemove: () => void }) {
  const { file, state } = upload;
  const open = state.kind === 'waiting' || state.kind === 'sending' || state.kind === 'inspecting';
  return (
    <div className={classes.line}>
      <div style={{ flex: 'none', width: 20, paddingTop: 1 }}>
        <StateIcon state={state} />
      </div>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={8} wrap="nowrap" justify="space-between">
          <Text fw={550} truncate title={file.name}>
            {file.name}
          </Text>
          <Text size="xs" c="dimmed" className="numeric" style={{ flex: 'none' }}>
            {bytes(file.size)}
          </Text>
        </Group>
        <Words state={state} name={file.name} />
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={open ? `End the upload of ${file.name}` : `Take ${file.name} off this list`}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

function StateIcon({ state }: { state: UploadState }) {
  switch (state.kind) {
    case 'waiting':
      return <IconClock size={18} color="var(--quiet)" aria-hidden />;
    case 'sending':
    case 'inspecting':
      return <Loader size={16} />;
    case 'done':
      return <IconCircleCheck size={18} color="var(--ok)" aria-hidden />;
    case 'refused':
      return <IconAlertTriangle size={18} color="var(--bad)" aria-hidden />;
  }
}

function Words({ state, name }: { state: UploadState; name: string }) {
  switch (state.kind) {
    case 'waiting':
      return (
        <Text size="xs" c="dimmed">
          Waits for the one before
        </Text>
      );
    case 'sending':
      return (
        <Group gap={8} wrap="nowrap">
          <Progress value={percent(state.part)} size={6} flex={1} aria-label={`Upload of ${name}`} />
          <Text size="xs" c="dimmed" className="numeric" w={36} ta="right">
            {percent(state.part)}%
          </Text>
        </Group>
      );
    case 'inspecting':
      return (
        <Text size="xs" c="dimmed">
          Being inspected…
        </Text>
      );
    case 'done':
      return (
        <Text size="xs" c="dimmed">
          {state.item.component} {state.item.release ?? state.item.version}
          {state.item.already_there ? ' was in the library already' : ' is in the library'} ·{' '}
          <Anchor component={Link} to={`/rollouts/new?library=${state.item.id}`} size="xs" underline="always">
            Install on sites…
          </Anchor>
        </Text>
      );
    case 'refused':
      return (
        <>
          <Text size="xs" c="var(--bad)">
            {state.error.message}
          </Text>
          {state.error.status > 0 && state.error.hint && (
            <Text size="xs" c="dimmed">
              {state.error.hint}
            </Text>
          )}
        </>
      );
  }
}
