import { Button, Text } from '@mantine/core';
import type { WebserviceToken } from '../../../contract/agent/webservice-tokens.js';
import { day, plural } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { useNow } from '../ui/use-now.js';
import { isoTime } from '../ui/unix-time.js';
import { When } from '../ui/when.js';

/** @param may whether tokens can be revoked */
export function siteTokenColumns(
  may: boolean,
  onRevoke: (token: WebserviceToken) => void,
): Column<WebserviceToken>[] {
  return [
    {
      key: 'name',
      header: 'Token',
      main: true,
      render: (token) => (
        <div style={{ minWidth: 0 }}>
          <Text fw={550}>{tokenName(token)}</Text>
          <Text size="xs" c="dimmed">
            acts as {token.username}
          </Text>
        </div>
      ),
    },
    { key: 'functions', header: 'May call', render: (token) => <MayCall token={token} /> },
    {
      key: 'from',
      header: 'From',
      render: ({ addresses }) =>
        addresses.length === 0 ? (
          'Anywhere'
        ) : (
          <Text lineClamp={2} title={addresses.join(', ')}>
            {addresses.join(', ')}
          </Text>
        ),
    },
    { key: 'expires', header: 'Good until', render: ({ expires_at }) => <GoodUntil at={expires_at} /> },
    {
      key: 'used',
      header: 'Last used',
      render: ({ last_used_at }) => <When at={isoTime(last_used_at)} none="Never" />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      render: (token) =>
        may && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onRevoke(token)}
            aria-label={`Revoke ${tokenName(token)}`}
          >
            Revoke
          </Button>
        ),
    },
  ];
}

/** A token may have no name; then its number stands for it. */
export const tokenName = ({ id, name }: WebserviceToken): string => name || `Token ${id}`;

function MayCall({ token: { service, functions } }: { token: WebserviceToken }) {
  if (service !== null) return <>{service}</>;
  if (functions === null) return <>Everything</>;
  return <span title={functions.join(', ')}>{plural(functions.length, 'function')}</span>;
}

function GoodUntil({ at }: { at: number | null }) {
  const now = useNow();
  if (at === null) return <>No end</>;
  const iso = new Date(at * 1000).toISOString();
  return at * 1000 < now ? (
    <Text span c="var(--bad)">
      Expired {day(iso)}
    </Text>
  ) : (
    <>{day(iso)}</>
  );
}
