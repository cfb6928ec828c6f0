import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { keys } from '../api/query-keys.js';
import { useList } from '../ui/table/use-list.js';

export interface PickedCourse {
  id: number;
  name: string;
}

interface CoursePickerProps {
  instanceId: number;
  picked: PickedCourse | null;
  onPick: (course: PickedCourse | null) => void;
}

const labelOf = ({ id, name }: PickedCourse): string => `${name} (id ${id})`;

/** Finds one course of a site by typing a part of its name. */
export function CoursePicker({ instanceId, picked, onPick }: CoursePickerProps) {
  const [text, setText] = useState('');
  const asked = picked && text === labelOf(picked) ? picked.name : text;
  const [search] = useDebouncedValue(asked, 250);
  const list = useList(
    'courseList',
    keys.courses(instanceId),
    { search: search || undefined, limit: 30, sort: 'name' },
    { id: instanceId },
  );
  const found = list.data?.items ?? [];
  // What was picked stays among the choices when the next search no longer finds it.
  const courses: PickedCourse[] =
    picked && !found.some(({ id }) => id === picked.id) ? [picked, ...found] : found;
  return (
    <Select
      label="Course"
      placeholder="Type a part of its name"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear the course' }}
      searchValue={text}
      onSearchChange={setText}
      data={courses.map((course) => ({ value: String(course.id), label: labelOf(course) }))}
      filter={({ options }) => options}
      nothingFoundMessage={list.isFetching ? 'Looking…' : 'No course fits'}
      value={picked ? String(picked.id) : null}
      onChange={(value) => onPick(courses.find(({ id }) => String(id) === value) ?? null)}
    />
  );
}
