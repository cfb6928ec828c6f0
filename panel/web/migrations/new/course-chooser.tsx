import { Text } from '@mantine/core';
import { IconBooks } from '@tabler/icons-react';
import type { Course } from '../../../../contract/panel/courses.js';
import { keys } from '../../api/query-keys.js';
import { CategoryFilter } from '../../courses/category-filter.js';
import { SelectedCourses } from '../../courses/selected-courses.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import type { Column } from '../../ui/table/column.js';
import { ListCard } from '../../ui/table/list-card.js';
import { selectionOf } from '../../ui/table/selection-of.js';
import { useList } from '../../ui/table/use-list.js';
import { useInnerListState } from '../../ui/table/use-list-state.js';

const columns: Column<Course>[] = [
  {
    key: 'name',
    header: 'Course',
    sort: 'name',
    main: true,
    render: ({ name, shortname }) => (
      <div style={{ minWidth: 0 }}>
        <Text fw={550}>{name}</Text>
        {shortname && (
          <Text size="xs" c="dimmed">
            {shortname}
          </Text>
        )}
      </div>
    ),
  },
  {
    key: 'category',
    header: 'Category',
    sort: 'category_path',
    render: ({ category_path, category_name }) => (
      <Text c="dimmed" lineClamp={2}>
        {category_path ?? category_name}
      </Text>
    ),
  },
];

const ROWS = 20;
/** The contract's limit for a list in settings. */
const MOST = 100_000;

interface CourseChooserProps {
  instanceId: number;
  value: number[];
  onChange: (ids: number[]) => void;
}

/** Courses of a site as of its last sync, to tick. */
export function CourseChooser({ instanceId, value, onChange }: CourseChooserProps) {
  const state = useInnerListState(['category_id'], 'name', ROWS);
  const filters = { search: state.query.search, category_id: state.filter('category_id') || undefined };
  const query = { ...state.query, ...filters };
  const list = useList('courseList', keys.courses(instanceId), query, { id: instanceId });
  const names = new Map(list.data?.items.map(({ id, name }) => [id, name]));
  const chosen = new Set(value);
  const choose = (ids: ReadonlySet<number>) => onChange([...ids]);
  return (
    <ListCard
      label="Courses of the source"
      searchLabel="Search courses"
      filters={<CategoryFilter instanceId={instanceId} state={state} />}
      columns={columns}
      list={list}
      state={state}
      selection={selectionOf(chosen, choose, { label: (id) => `Select ${names.get(id) ?? `course ${id}`}` })}
      above={
        <SelectedCourses
          instanceId={instanceId}
          filters={filters}
          total={list.data?.total ?? 0}
          chosen={chosen}
          onChoose={choose}
          most={MOST}
        />
      }
      empty={
        <BlankSlate icon={IconBooks} title="No courses are known of this site">
          Open the site and press “Sync now”, then come back.
        </BlankSlate>
      }
    />
  );
}
