import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Instance } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ConfirmModal } from '../../ui/confirm-modal.js';
import { Section } from '../../ui/section.js';

/** Takes a site out of this panel. */
export function DeleteSite({ site }: { site: Instance }) {
  const [opened, modal] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => call('instanceDelete', { id: site.id }),
    onSuccess: async () => {
      notifications.show({
        color: 'green',
        message: `${site.name} is deleted from this panel.`,
        withBorder: true,
      });
      await navigate('/sites');
      client.removeQueries({ queryKey: keys.instance(site.id) });
      void client.invalidateQueries();
    },
  });
  return (
    <Section
      title="Delete the site"
      lead="Takes it out of this panel. The Moodle site itself is left as it is."
    >
      <Button color="red" variant="light" leftSection={<IconTrash size={16} />} onClick={modal.open}>
        Delete from this panel
      </Button>
      {opened && (
        <ConfirmModal
          title={`Delete ${site.name}?`}
          action="Delete the site"
          danger
          typed={site.short_name ?? site.name}
          pending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={modal.close}
        >
          <Text>
            The panel forgets the site, its courses, its tasks, and the{' '}
            <strong>passwords of its backups</strong>.
          </Text>
          <Text>
            The Moodle site goes on running. Backup files stay where they are at the site, but nobody can open
            them without their passwords: note those you still need first.
          </Text>
        </ConfirmModal>
      )}
    </Section>
  );
}
