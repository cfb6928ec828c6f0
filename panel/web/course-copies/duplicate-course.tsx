import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { CopyOptions } from '../../../contract/agent/course-copies.js';
import type { Course } from '../../../contract/panel/courses.js';
import { call } from '../api/client.js';
import { CategorySelect } from '../courses/category-select.js';
import { ErrorNote } from '../ui/error-note.js';
import { CopyOptionsFields } from './copy-options-fields.js';
import { defaultOptions, optionsToSend } from './copy-options.js';
import { useTellTask } from './use-tell-task.js';

interface Values {
  fullname: string;
  shortname: string;
  category: number | null;
  options: CopyOptions;
}

/** Makes a new course out of another of the same site. */
export function DuplicateCourse({ course, onClose }: { course: Course; onClose: () => void }) {
  const tell = useTellTask();
  const form = useForm<Values>({
    initialValues: {
      fullname: `${course.name} copy`.slice(0, 254),
      shortname: course.shortname ? `${course.shortname}_copy`.slice(0, 100) : '',
      category: course.category_id,
      options: defaultOptions,
    },
    validate: {
      fullname: isNotEmpty('Give the new course a name'),
      shortname: isNotEmpty('Give it a short name that no other course has'),
      category: (value) => (value === null ? 'Choose a category' : null),
    },
  });
  const duplicate = useMutation({
    mutationFn: ({ fullname, shortname, category, options }: Values) =>
      call('courseDuplicate', {
        id: course.instance_id,
        parts: { course: course.id },
        body: {
          fullname: fullname.trim(),
          shortname: shortname.trim(),
          category_id: category ?? 0,
          options: optionsToSend(options),
        },
      }),
    onSuccess: (task) => {
      onClose();
      tell(task);
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Duplicate ${course.name}`} size="lg">
      <form onSubmit={form.onSubmit((values) => duplicate.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput
            label="Full name"
            required
            maxLength={254}
            data-autofocus
            {...form.getInputProps('fullname')}
          />
          <TextInput
            label="Short name"
            description="No other course of the site may have it."
            required
            maxLength={100}
            {...form.getInputProps('shortname')}
          />
          <CategorySelect
            instanceId={course.instance_id}
            value={form.values.category}
            onChange={(id) => form.setFieldValue('category', id)}
            error={form.errors.category as string | undefined}
          />
          <CopyOptionsFields
            options={form.values.options}
            onChange={(options) => form.setFieldValue('options', options)}
          />
          <ErrorNote error={duplicate.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" leftSection={<IconCopy size={16} />} loading={duplicate.isPending}>
              Duplicate the course
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
