import { Button, Code, Text } from '@mantine/core';
import type { ApiToken } from '../../../contract/panel/account.js';
import { day } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';

export function tokenColumns(onRevoke: (token: ApiToken) => void): Column<ApiToken>[] {
  return [
    { key: 'name', header: 'Name', main: true, render: ({ name }) => <Text fw={550}>{name}</Text> },
    { key: 'prefix', header: 'Begins with', render: ({ prefix }) => <Code>{prefix}…</Code> },
    { key: 'role', header: 'Role', render: ({ role }) => <Text tt="capitalize">{role}</Text> },
    {
      key: 'expires',
      header: 'Good until',
      render: ({ expires_at }) => (expires_at === null ? 'No end' : day(expires_at)),
    },
    {
      key: 'used',
      header: 'Last used',
      render: ({ last_used_at }) => <When at={last_used_at} none="Never" />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      render: (token) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onRevoke(token)}
          aria-label={`Revoke ${token.name}`}
        >
          Revoke
        </Button>
      ),
    },
  ];
}
