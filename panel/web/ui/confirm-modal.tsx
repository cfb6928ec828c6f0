import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ErrorNote } from './error-note.js';

interface ConfirmModalProps {
  title: string;
  /** What will happen, in full. */
  children: ReactNode;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  /** Text that must be typed before the button works. */
  typed?: string;
  /** False while something is missing that the children ask for. */
  ready?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that is not easily taken back. Shown while it is rendered. */
export function ConfirmModal(props: ConfirmModalProps) {
  const [text, setText] = useState('');
  const ready = (props.ready ?? true) && (props.typed === undefined || text.trim() === props.typed);
  return (
    <Modal opened onClose={props.onClose} title={props.title} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !props.pending) props.onConfirm();
        }}
      >
        <Stack gap="md">
          <Stack gap="xs">{props.children}</Stack>
          {props.typed !== undefined && (
            <TextInput
              label={`Type “${props.typed}” to confirm`}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <ErrorNote error={props.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              Keep as it is
            </Button>
            <Button
              type="submit"
              color={props.danger ? 'red' : undefined}
              loading={props.pending}
              disabled={!ready}
            >
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
