import { Anchor, Text } from '@mantine/core';
import { IconBan, IconCircleCheck, IconExclamationCircle, type TablerIcon } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { AuditEntry } from '../../../contract/panel/account.js';
import { DASH, dateTime } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { type Tone, ToneBadge } from '../ui/tone-badge.js';
import { actionWords, targetWords } from './audit-words.js';

const outcomes: Record<AuditEntry['outcome'], { tone: Tone; icon: TablerIcon; label: string }> = {
  ok: { tone: 'ok', icon: IconCircleCheck, label: 'Done' },
  refused: { tone: 'warn', icon: IconBan, label: 'Refused' },
  failed: { tone: 'bad', icon: IconExclamationCircle, label: 'Failed' },
};

interface AuditLinks {
  siteName: (id: number) => string;
  /** Narrows the list to one action. */
  onAction: (action: string) => void;
}

export function auditColumns({ siteName, onAction }: AuditLinks): Column<AuditEntry>[] {
  return [
    { key: 'at', header: 'When', width: 170, render: ({ at }) => <time dateTime={at}>{dateTime(at)}</time> },
    { key: 'actor', header: 'Who', render: ({ actor }) => <Text size="sm">{actor}</Text> },
    {
      key: 'action',
      header: 'What',
      main: true,
      render: (entry) => (
        <div style={{ minWidth: 0 }}>
          <Anchor
            component="button"
            type="button"
            size="sm"
            fw={550}
            ta="left"
            c="var(--mantine-color-text)"
            title={entry.action}
            onClick={() => onAction(entry.action)}
          >
            {actionWords(entry.action)}
          </Anchor>
          {entry.target && <Text size="sm">{targetWords(entry)}</Text>}
          {entry.detail && (
            <Text size="xs" c="dimmed" lineClamp={2} title={entry.detail}>
              {entry.detail}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'site',
      header: 'Site',
      render: ({ instance_id }) =>
        instance_id === null ? (
          DASH
        ) : (
          <Anchor component={Link} to={`/sites/${instance_id}`} size="sm">
            {siteName(instance_id)}
          </Anchor>
        ),
    },
    { key: 'outcome', header: 'Outcome', render: ({ outcome }) => <ToneBadge {...outcomes[outcome]} /> },
    {
      key: 'ip',
      header: 'From',
      render: ({ ip }) => (
        <Text size="sm" c="dimmed" className="numeric">
          {ip ?? DASH}
        </Text>
      ),
    },
  ];
}
