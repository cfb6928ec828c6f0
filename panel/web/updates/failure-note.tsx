import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { UpdateRequestDetail } from '../../../contract/panel/updates.js';
import { outcomeWords } from './update-words.js';

/** How the site stands after a change that failed, and why, where no item says that already. */
export function FailureNote({ request }: { request: UpdateRequestDetail }) {
  const { outcome, error, dry_run, items } = request;
  const broken = outcome === 'broken';
  const said = items.some((item) => item.error !== null && error?.includes(item.error));
  const state = outcome && !dry_run ? outcomeWords[outcome].text : null;
  const why = error !== null && (broken || !said) ? error : null;
  const title =
    state ?? (dry_run ? 'Something speaks against it. Nothing was changed.' : 'The request failed.');
  return (
    <Alert
      color={dry_run || outcome === 'reverted' || outcome === 'refused' ? 'orange' : 'red'}
      variant={broken ? 'filled' : 'light'}
      icon={<IconAlertTriangle size={18} />}
      title={title}
      role={broken ? 'alert' : undefined}
    >
      {why ? (
        <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{why}</Text>
      ) : outcome === 'done' ? (
        'What is marked as failed was left as it was.'
      ) : (
        'The reasons stand below.'
      )}
    </Alert>
  );
}
