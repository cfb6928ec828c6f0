import { Badge, Code, Text } from '@mantine/core';
import { IconApi } from '@tabler/icons-react';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { plural } from '../ui/format.js';
import { Section } from '../ui/section.js';
import type { Column } from '../ui/table/column.js';
import { DataTable } from '../ui/table/data-table.js';

type WsFunction = SiteWebservice['functions'][number];

const columns: Column<WsFunction & { id: number }>[] = [
  { key: 'name', header: 'Function', main: true, width: '42%', render: ({ name }) => <Code>{name}</Code> },
  {
    key: 'type',
    header: 'Does',
    width: 100,
    render: ({ type }) => (
      <Badge variant="default" color="gray" size="sm" fw={450}>
        {type === 'read' ? 'Reads' : 'Changes'}
      </Badge>
    ),
  },
  {
    key: 'text',
    header: 'What it is for',
    render: ({ description }) => <Text c="dimmed">{description}</Text>,
  },
];

/** What there is to call. */
export function FunctionsSection({ functions }: { functions: WsFunction[] }) {
  return (
    <Section title="Functions" lead={`${plural(functions.length, 'function')} can be called.`} flush>
      <DataTable
        label="Functions"
        columns={columns}
        rows={functions.map((each, id) => ({ ...each, id }))}
        error={null}
        onRetry={() => undefined}
        empty={<BlankSlate icon={IconApi} title="This agent offers no function" />}
      />
    </Section>
  );
}
