import { Group, Stack, Text, Title } from '@mantine/core';
import { IconBan, IconCircleCheck, IconClock, IconExclamationCircle } from '@tabler/icons-react';
import type { UpdateItem, UpdateRequestDetail } from '../../../contract/panel/updates.js';
import { ToneBadge } from '../ui/tone-badge.js';
import classes from './request-items.module.css';
import { itemWords, stepWords } from './update-words.js';
import { VersionStep } from './version-step.js';

const icons = {
  succeeded: IconCircleCheck,
  failed: IconExclamationCircle,
  cancelled: IconBan,
  pending: IconClock,
};

/** Each plugin of a request: from, to, how it ended, and everything that spoke against it. */
export function RequestItems({ request }: { request: UpdateRequestDetail }) {
  return (
    <section aria-label="Items">
      <Title order={3} mb={6}>
        {request.kind === 'core' ? 'Moodle' : 'Plugins'}
      </Title>
      <ul className={classes.items}>
        {request.items.map((item) => (
          <li key={item.id}>
            <Item item={item} kind={request.kind} dryRun={request.dry_run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({
  item,
  kind,
  dryRun,
}: {
  item: UpdateItem;
  kind: UpdateRequestDetail['kind'];
  dryRun: boolean;
}) {
  const name = item.display_name ?? (item.component === 'core' ? 'Moodle' : item.component);
  const said = item.error !== null && !item.reasons.some(({ message }) => message === item.error);
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text size="sm" fw={550}>
            {name ?? item.link ?? 'A zip of the library'}
          </Text>
          <Text size="xs" c="dimmed">
            {item.component}
            {item.link && name && ` · ${item.link}`}
          </Text>
        </div>
        <ToneBadge {...itemWords(item.status, dryRun)} icon={icons[item.status]} />
      </Group>
      {kind === 'uninstall' ? (
        <Text size="sm" c="dimmed">
          {item.from_version} is removed with its data
        </Text>
      ) : (
        <VersionStep
          from={item.from_version ?? (item.component ? 'not installed' : null)}
          to={item.to_release ? `${item.to_release} (${item.to_version ?? '?'})` : item.to_version}
        />
      )}
      {said && (
        <Text size="sm" c={item.status === 'failed' ? 'var(--bad)' : 'dimmed'}>
          {item.step && `${stepWords[item.step]}: `}
          {item.error}
        </Text>
      )}
      <Reasons title={dryRun ? 'Against it' : 'Why not'} reasons={item.reasons} color="var(--bad)" />
      <Reasons title="To know" reasons={item.warnings} color="var(--warn)" />
    </Stack>
  );
}

/** What speaks against a change, or should be known of it. */
export function Reasons({
  title,
  reasons,
  color,
}: {
  title: string;
  reasons: UpdateItem['reasons'];
  color: string;
}) {
  if (reasons.length === 0) return null;
  return (
    <div>
      <Text size="xs" fw={600} c={color}>
        {title}
      </Text>
      <ul className={classes.reasons}>
        {reasons.map(({ code, message }) => (
          <li key={`${code} ${message}`}>{message}</li>
        ))}
      </ul>
    </div>
  );
}
