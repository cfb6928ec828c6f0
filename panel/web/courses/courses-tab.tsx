import { Button } from '@mantine/core';
import { IconArchive, IconBooks } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useSite } from '../instances/detail/use-site.js';
import { SyncButton } from '../instances/detail/sync-button.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { count } from '../ui/format.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useBackUp } from '../backups/use-back-up.js';
import { useOpenBackups } from '../backups/use-open-backups.js';
import { CategoryFilter } from './category-filter.js';
import { courseColumns } from './course-columns.js';
import { SelectedCourses } from './selected-courses.js';
import { useSelection } from './use-selection.js';

/** The courses of one site: find, choose, back up. */
export function CoursesTab() {
  const site = useSite();
  const may = useMay('operator');
  const navigate = useNavigate();
  const state = useListState(['category_id'], 'name');
  const filters = { search: state.query.search, category_id: state.filter('category_id') || undefined };
  const list = useList('courseList', keys.courses(site.id), { ...state.query, ...filters }, { id: site.id });
  const names = new Map(list.data?.items.map(({ id, name }) => [id, name]));
  const { chosen, selection, set } = useSelection((id) => `Select ${names.get(id) ?? `course ${id}`}`);
  const backUp = useBackUp(site.id);
  const openBackups = useOpenBackups(site.id);
  return (
    <ListCard
      label={`Courses of ${site.name}`}
      searchLabel="Search courses"
      filters={<CategoryFilter instanceId={site.id} state={state} />}
      columns={courseColumns({
        may,
        open: openBackups,
        busyId: backUp.isPending && backUp.variables.length === 1 ? backUp.variables[0] : undefined,
        onBackUp: (course) => backUp.mutate([course.id]),
        onShowBackups: (course) => void navigate(`/sites/${site.id}/backups?course_id=${course.id}`),
      })}
      list={list}
      state={state}
      selection={may ? selection : undefined}
      above={
        chosen.size > 0 && (
          <SelectedCourses
            instanceId={site.id}
            filters={filters}
            total={list.data?.total ?? 0}
            chosen={chosen}
            onChoose={set}
            action={
              <Button
                size="xs"
                leftSection={<IconArchive size={15} />}
                loading={backUp.isPending}
                onClick={() => backUp.mutate([...chosen], { onSuccess: () => set(new Set()) })}
              >
                Back up {count(chosen.size)}
              </Button>
            }
          />
        )
      }
      empty={
        <BlankSlate icon={IconBooks} title="No courses are known yet" action={<SyncButton site={site} />}>
          {site.synced_at === null
            ? 'The site has not been synced yet.'
            : 'The last sync found no course in this site.'}
        </BlankSlate>
      }
    />
  );
}
