import { Button, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileUpload, IconRestore } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CopyOptions } from '../../../contract/agent/course-copies.js';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { CategorySelect } from '../courses/category-select.js';
import { ErrorNote } from '../ui/error-note.js';
import { FileZone } from '../ui/file-zone.js';
import { CopyOptionsFields } from './copy-options-fields.js';
import { defaultOptions, optionsToSend } from './copy-options.js';
import { UploadProgress } from './upload-progress.js';
import { useChunkedUpload } from './use-chunked-upload.js';
import { useTellTask } from './use-tell-task.js';

interface Values {
  fullname: string;
  shortname: string;
  category: number | null;
  options: CopyOptions;
}

/** Makes a new course out of a backup file of this computer. */
export function RestoreFile({ site, onClose }: { site: Instance; onClose: () => void }) {
  const tell = useTellTask();
  const upload = useChunkedUpload(site.id);
  const [refusal, setRefusal] = useState<string | null>(null);
  const form = useForm<Values>({
    initialValues: { fullname: '', shortname: '', category: null, options: defaultOptions },
    validate: { category: (value) => (value === null ? 'Choose a category' : null) },
  });
  const restore = useMutation({
    mutationFn: ({ fullname, shortname, category, options }: Values) =>
      call('courseRestore', {
        id: site.id,
        body: {
          upload_id: upload.state.kind === 'done' ? upload.state.upload : '',
          category_id: category ?? 0,
          ...(fullname.trim() ? { fullname: fullname.trim() } : {}),
          ...(shortname.trim() ? { shortname: shortname.trim() } : {}),
          options: optionsToSend(options),
        },
      }),
    onSuccess: (task) => {
      upload.keep();
      onClose();
      tell(task);
    },
  });
  const choose = ([file]: File[]) => {
    if (!file) return;
    const fault = refusalOf(file);
    setRefusal(fault);
    if (fault === null) upload.send(file);
  };
  const arrived = upload.state.kind === 'done';
  return (
    <Modal
      opened
      onClose={onClose}
      title="Restore a backup file"
      size="lg"
      // A file on its way ends with the dialog, so a stray click must not close it.
      closeOnClickOutside={upload.file === null}
      closeOnEscape={upload.file === null}
    >
      <form onSubmit={form.onSubmit((values) => restore.mutate(values))} noValidate>
        <Stack gap="md">
          <Text c="dimmed">
            A new course comes into being on {site.name}; courses that are there are not touched.
          </Text>
          {upload.file ? (
            <UploadProgress upload={upload} />
          ) : (
            <div>
              <FileZone
                icon={IconFileUpload}
                title="Drop a course backup here, or choose one"
                label="Course backup"
                accept=".mbz"
                onFiles={choose}
              >
                A file ending in .mbz, of any size. It goes straight to the site and is not kept in the panel.
              </FileZone>
              {refusal && (
                <Text size="xs" c="var(--bad)" mt={6} role="alert">
                  {refusal}
                </Text>
              )}
            </div>
          )}
          <CategorySelect
            instanceId={site.id}
            value={form.values.category}
            onChange={(id) => form.setFieldValue('category', id)}
            error={form.errors.category as string | undefined}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="Full name"
              placeholder="As in the backup"
              maxLength={254}
              {...form.getInputProps('fullname')}
            />
            <TextInput
              label="Short name"
              placeholder="As in the backup"
              maxLength={100}
              {...form.getInputProps('shortname')}
            />
          </SimpleGrid>
          <CopyOptionsFields
            options={form.values.options}
            onChange={(options) => form.setFieldValue('options', options)}
          />
          <ErrorNote error={restore.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button
              type="submit"
              leftSection={<IconRestore size={16} />}
              disabled={!arrived}
              loading={restore.isPending}
            >
              {arrived || !upload.file ? 'Restore as a new course' : 'Waits for the file'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What need not be sent to be refused. */
function refusalOf(file: File): string | null {
  if (!/\.mbz$/i.test(file.name)) {
    return 'This is no course backup: choose a file ending in .mbz, as Moodle makes it.';
  }
  return file.size === 0 ? 'This file is empty: download the backup again.' : null;
}
