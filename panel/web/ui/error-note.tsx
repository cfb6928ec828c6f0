import { Alert, Text } from '@mantine/core';
import { IconExclamationCircle } from '@tabler/icons-react';
import { asApiError } from '../api/errors.js';

/** A failed action, said where it was started. */
export function ErrorNote({ error }: { error: unknown }) {
  if (!error) return null;
  const { message, hint, fields } = asApiError(error);
  const refused = Object.entries(fields);
  return (
    <Alert color="red" icon={<IconExclamationCircle size={18} />} title={message} role="alert">
      {refused.map(([path, text]) => (
        <Text key={path} size="sm">
          {path}: {text}
        </Text>
      ))}
      {hint && <Text size="sm">{hint}</Text>}
    </Alert>
  );
}
