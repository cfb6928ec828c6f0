import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyValue } from './copy-value.js';

interface ShownOnceProps {
  title: string;
  token: string;
  children?: ReactNode;
  onClose: () => void;
}

/** A new token, the only time that it can be seen. */
export function ShownOnce({ title, token, children, onClose }: ShownOnceProps) {
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} size="lg">
      <Stack gap="md">
        <Alert color="orange" icon={<IconKey size={18} />} title="Copy it now">
          It is shown this once and cannot be shown again.
        </Alert>
        <CopyValue value={token} label="token" block />
        {children}
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
