import { Button } from '@mantine/core';
import { IconArchive, IconBooks, IconFileUpload, IconTransfer } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Course } from '../../../contract/panel/courses.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { type Feature, missingFeature } from '../instances/missing-feature.js';
import { useSite } from '../instances/detail/use-site.js';
import { SyncButton } from '../instances/detail/sync-button.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { count } from '../ui/format.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useBackUp } from '../backups/use-back-up.js';
import { useOpenBackups } from '../backups/use-open-backups.js';
import { DuplicateCourse } from '../course-copies/duplicate-course.js';
import { RestoreFile } from '../course-copies/restore-file.js';
import { CategoryFilter } from './category-filter.js';
import { copyTo } from './course-menu.js';
import { courseColumns } from './course-columns.js';
import { SelectedCourses } from './selected-courses.js';
import { useSelection } from './use-selection.js';

/** The courses of one site: find, choose, back up, copy, bring in from a file. */
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
  const [duplicating, setDuplicating] = useState<Course | null>(null);
  const [restoring, setRestoring] = useState(false);
  const has = (feature: Feature) => missingFeature(site, feature) === null;
  const can = { copy: has('courses.copy'), migrate: has('migration') };
  const mayRestore = may && can.copy && has('uploads');
  return (
    <>
      <ListCard
        label={`Courses of ${site.name}`}
        searchLabel="Search courses"
        filters={
          <>
            <CategoryFilter instanceId={site.id} state={state} />
            {mayRestore && (
              <Button
                variant="default"
                ml={{ base: 0, xs: 'auto' }}
                leftSection={<IconFileUpload size={16} />}
                onClick={() => setRestoring(true)}
              >
                Restore a backup file…
              </Button>
            )}
          </>
        }
        columns={courseColumns({
          may,
          open: openBackups,
          busyId: backUp.isPending && backUp.variables.length === 1 ? backUp.variables[0] : undefined,
          onBackUp: (course) => backUp.mutate([course.id]),
          onShowBackups: (course) => void navigate(`/sites/${site.id}/backups?course_id=${course.id}`),
          can,
          onDuplicate: setDuplicating,
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
                <>
                  {' '}
                  <Button
                    size="xs"
                    leftSection={<IconArchive size={15} />}
                    loading={backUp.isPending}
                    onClick={() => backUp.mutate([...chosen], { onSuccess: () => set(new Set()) })}
                  >
                    Back up {count(chosen.size)}
                  </Button>
                  {can.migrate && (
                    <Button
                      size="xs"
                      variant="default"
                      component={Link}
                      to={copyTo(site.id, chosen)}
                      leftSection={<IconTransfer size={15} />}
                    >
                      Copy to other sites…
                    </Button>
                  )}
                </>
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
      {duplicating && <DuplicateCourse course={duplicating} onClose={() => setDuplicating(null)} />}
      {restoring && <RestoreFile site={site} onClose={() => setRestoring(false)} />}
    </>
  );
}
