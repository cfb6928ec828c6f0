import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { LibraryItem } from '../../../contract/panel/library.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ConfirmModal } from '../ui/confirm-modal.js';

/** Asks before a zip is deleted. */
export function DeleteLibraryItem({ item, onClose }: { item: LibraryItem; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('libraryDelete', { id: item.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.library });
      onClose();
    },
  });
  return (
    <ConfirmModal
      title={`Delete ${item.component} ${item.release ?? item.version}?`}
      action="Delete the zip"
      danger
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Text>
        The zip is taken out of the library. Sites on which it was installed keep the plugin; links to the
        file stop working.
      </Text>
    </ConfirmModal>
  );
}
