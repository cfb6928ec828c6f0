import { Button } from '@mantine/core';
import { IconHistory, IconX } from '@tabler/icons-react';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useSiteOptions } from '../instances/use-site-options.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { NotAllowed } from '../ui/not-allowed.js';
import { PageHeader } from '../ui/page-header.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { auditColumns } from './audit-columns.js';
import { actionWords } from './audit-words.js';

export function AuditPage() {
  const may = useMay('admin');
  return (
    <>
      <PageHeader title="Audit log" lead="Who did what, when and from where. Entries cannot be changed." />
      {may ? <AuditList /> : <NotAllowed what="read the audit log" />}
    </>
  );
}

function AuditList() {
  const sites = useSiteOptions();
  const state = useListState(['instance_id', 'action']);
  const action = state.filter('action');
  const list = useList('auditList', keys.audit, {
    ...state.query,
    instance_id: state.filter('instance_id') || undefined,
    action: action || undefined,
  });
  const names = new Map(sites.map(({ value, label }) => [Number(value), label]));
  return (
    <ListCard
      label="Audit log"
      searchLabel="Search person, action, target"
      filters={
        <>
          <FilterSelect
            label="Site"
            all="Every site"
            value={state.filter('instance_id')}
            options={sites}
            onChange={(value) => state.setFilter('instance_id', value)}
            searchable
            width={240}
          />
          {action && (
            <Button
              size="xs"
              variant="light"
              rightSection={<IconX size={14} />}
              onClick={() => state.setFilter('action', null)}
            >
              Only “{actionWords(action)}”
            </Button>
          )}
        </>
      }
      columns={auditColumns({
        siteName: (id) => names.get(id) ?? `site ${id}`,
        onAction: (value) => state.setFilter('action', value),
      })}
      list={list}
      state={state}
      empty={
        <BlankSlate icon={IconHistory} title="Nothing was written down yet">
          Sign-ins, changes and looks at passwords appear here.
        </BlankSlate>
      }
    />
  );
}
