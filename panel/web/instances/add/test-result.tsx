import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { ConnectionTest } from '../../../../contract/panel/instances.js';
import { connectionWords } from '../../ui/connection-badge.js';
import { agentKindWords } from '../instance-words.js';

/** What a connection test found: the site, or what is wrong and how to mend it. */
export function TestResult({ result }: { result: ConnectionTest }) {
  if (!result.ok) {
    const { label, advice } = connectionWords[result.connection_state];
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title={result.problem ?? label} role="alert">
        {result.hint ?? advice}
      </Alert>
    );
  }
  const agent = `${agentKindWords[result.agent_kind]}${result.agent_version ? ` ${result.agent_version}` : ''}`;
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck size={18} />}
      title={result.site_fullname ?? 'Connected'}
      role="status"
    >
      <Text size="sm">
        {result.moodle_version ? `Moodle ${result.moodle_version}` : 'Moodle, version unknown'} · {agent}
      </Text>
      {result.site_url && <Text size="sm">{result.site_url}</Text>}
      {result.already_registered_id !== null && (
        <Text size="sm" fw={600} mt={4}>
          This site is registered already.{' '}
          <Anchor component={Link} to={`/sites/${result.already_registered_id}`} size="sm">
            Open it
          </Anchor>
        </Text>
      )}
    </Alert>
  );
}
