import { Stack } from '@mantine/core';
import { IconPackages } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LibraryItem } from '../../../contract/panel/library.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { PageHeader } from '../ui/page-header.js';
import { ListCard } from '../ui/table/list-card.js';
import { useListState } from '../ui/table/use-list-state.js';
import { DeleteLibraryItem } from './delete-library-item.js';
import { libraryColumns } from './library-columns.js';
import { LibraryDrawer } from './library-drawer.js';
import { UploadZone } from './upload-zone.js';

export function LibraryPage() {
  const may = useMay('operator');
  const [deleting, setDeleting] = useState<LibraryItem | null>(null);
  const [openId, setOpenId] = useState<number | null>(null);
  const state = useListState([], '-uploaded_at');
  const list = useQuery({
    queryKey: [...keys.library, state.query],
    queryFn: ({ signal }) => call('libraryList', { query: state.query, signal }),
    placeholderData: keepPreviousData,
  });
  const opened = list.data?.items.find(({ id }) => id === openId);
  return (
    <>
      <PageHeader
        title="Library"
        lead="Plugin zips that are uploaded once, inspected, and installed on as many sites as you like."
      />
      <Stack gap="lg">
        {may && (
          <div>
            <UploadZone maxBytes={list.data?.max_bytes} />
          </div>
        )}
        <ListCard
          label="Plugin zips"
          searchLabel="Search plugin, version or note"
          columns={libraryColumns({ may, onDelete: setDeleting })}
          list={list}
          state={state}
          onOpen={({ id }) => setOpenId(id)}
          empty={
            <BlankSlate icon={IconPackages} title="The library is empty">
              {may
                ? 'Upload the zip of a plugin as its page offers it; sites then fetch it from here.'
                : 'Operators of this panel can upload plugin zips here.'}
            </BlankSlate>
          }
        />
      </Stack>
      {opened && <LibraryDrawer item={opened} may={may} onClose={() => setOpenId(null)} />}
      {deleting && <DeleteLibraryItem item={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}
