import { Anchor, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconArchive, IconEyeOff } from '@tabler/icons-react';
import type { Backup } from '../../../contract/panel/backups.js';
import type { Course } from '../../../contract/panel/courses.js';
import { count } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { TaskProgress } from '../ui/task-progress.js';
import { When } from '../ui/when.js';
import { CourseMenu } from './course-menu.js';

interface CourseActions {
  may: boolean;
  /** Backups under way, by the course's id. */
  open: ReadonlyMap<number, Backup>;
  /** The course whose backup is being ordered. */
  busyId: number | undefined;
  onBackUp: (course: Course) => void;
  onShowBackups: (course: Course) => void;
  /** What the site's agent can do beyond backups. */
  can: { copy: boolean; migrate: boolean };
  onDuplicate: (course: Course) => void;
}

export function courseColumns({
  may,
  open,
  busyId,
  onBackUp,
  onShowBackups,
  can,
  onDuplicate,
}: CourseActions): Column<Course>[] {
  return [
    {
      key: 'name',
      header: 'Course',
      sort: 'name',
      main: true,
      width: '32%',
      render: (course) => (
        <div style={{ minWidth: 0 }}>
          <Group gap={6} wrap="nowrap">
            <Text fw={550}>{course.name}</Text>
            {course.visible === false && (
              <Tooltip label="Hidden from students">
                <IconEyeOff size={15} color="var(--quiet)" role="img" aria-label="Hidden from students" />
              </Tooltip>
            )}
          </Group>
          {course.shortname && (
            <Text size="xs" c="dimmed">
              {course.shortname} · id {course.id}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'category',
      header: 'Category',
      sort: 'category_path',
      render: (course) => (
        <Text size="sm" c="dimmed" lineClamp={3}>
          {course.category_path ?? course.category_name}
        </Text>
      ),
    },
    {
      key: 'last',
      header: 'Last backup',
      width: 160,
      render: (course) =>
        open.has(course.id) ? (
          <OpenBackup backup={open.get(course.id)} name={course.name} />
        ) : course.last_backup_at === null ? (
          <Text size="sm" c="dimmed">
            Never
          </Text>
        ) : (
          <When at={course.last_backup_at} />
        ),
    },
    {
      key: 'count',
      header: 'Backups',
      align: 'right',
      render: (course) =>
        course.backup_count > 0 ? (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => onShowBackups(course)}
            aria-label={`Show ${course.backup_count} backups of ${course.name}`}
          >
            {count(course.backup_count)}
          </Anchor>
        ) : (
          '0'
        ),
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 160,
      render: (course) =>
        may && (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            {' '}
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArchive size={14} />}
              loading={busyId === course.id}
              disabled={open.has(course.id)}
              onClick={() => onBackUp(course)}
              aria-label={`Back up ${course.name}`}
            >
              Back up
            </Button>
            <CourseMenu course={course} can={can} onDuplicate={onDuplicate} />
          </Group>
        ),
    },
  ];
}

function OpenBackup({ backup, name }: { backup: Backup | undefined; name: string }) {
  return backup && <TaskProgress {...backup} label={`Progress of the backup of ${name}`} />;
}
