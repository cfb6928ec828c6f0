import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { Group } from '@mantine/core';
import type { UpdateRequest } from '../../../contract/panel/updates.js';
import { TaskProgress } from '../ui/task-progress.js';
import { ToneBadge } from '../ui/tone-badge.js';
import { OutcomeBadge } from './outcome-badge.js';
import { requestTitle } from './update-words.js';

/** How a request stands. A dry run that found something against the change has not failed: that was its purpose. */
export function RequestState({ request }: { request: UpdateRequest }) {
  if (request.dry_run && request.status === 'succeeded') {
    return <ToneBadge tone="ok" icon={IconCircleCheck} label="Would work" />;
  }
  if (request.dry_run && request.status === 'failed') {
    return <ToneBadge tone="warn" icon={IconHandStop} label="Would not work" />;
  }
  return (
    <Group gap={6}>
      <TaskProgress {...request} label={`Progress of ${requestTitle(request)}`} />
      <OutcomeBadge outcome={request.outcome} />
    </Group>
  );
}
