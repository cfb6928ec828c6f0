import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDotsVertical, IconTransfer } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Course } from '../../../contract/panel/courses.js';

interface CourseMenuProps {
  course: Course;
  /** What the site's agent can do. */
  can: { copy: boolean; migrate: boolean };
  onDuplicate: (course: Course) => void;
}

/** What else can be done with one course; nothing where the agent can do no more. */
export function CourseMenu({ course, can, onDuplicate }: CourseMenuProps) {
  if (!can.copy && !can.migrate) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${course.name}`}>
          <IconDotsVertical size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {can.copy && (
          <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => onDuplicate(course)}>
            Duplicate…
          </Menu.Item>
        )}
        {can.migrate && (
          <Menu.Item
            component={Link}
            to={copyTo(course.instance_id, [course.id])}
            leftSection={<IconTransfer size={16} />}
          >
            Copy to other sites…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The page that brings courses to other sites, filled in. */
export const copyTo = (siteId: number, courseIds: Iterable<number>): string =>
  `/migrations/new?source=${siteId}&courses=${[...courseIds].join(',')}`;
