import { Alert, Text } from '@mantine/core';
import { IconExclamationCircle } from '@tabler/icons-react';
import { asApiError } from '../api/errors.js';

/** Below the fold of a long dialog it would go unseen. */
const show = (note: HTMLElement | null) => note?.scrollIntoView({ block: 'nearest' });

/** A failed action, said where it was started. */
export function ErrorNote({ error }: { error: unknown }) {
  if (!error) return null;
  const { message, hint, fields } = asApiError(error);
  const refused = Object.entries(fields);
  return (
    <Alert ref={show} color="red" icon={<IconExclamationCircle size={18} />} title={message} role="alert">
      {refused.map(([path, text]) => (
        <Text key={path} size="sm">
          {path}: {text}
        </Text>
      ))}
      {hint && <Text size="sm">{hint}</Text>}
    </Alert>
  );
}
