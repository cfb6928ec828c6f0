import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { keys } from '../api/query-keys.js';
import { useList } from '../ui/table/use-list.js';

interface CoursePickerProps {
  instanceId: number;
  onPick: (course: { id: number; name: string } | null) => void;
}

/** Finds one course of a site by typing a part of its name. */
export function CoursePicker({ instanceId, onPick }: CoursePickerProps) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 250);
  const list = useList(
    'courseList',
    keys.courses(instanceId),
    { search: search || undefined, limit: 30, sort: 'name' },
    { id: instanceId },
  );
  const courses = list.data?.items ?? [];
  return (
    <Select
      label="Course"
      placeholder="Type a part of its name"
      searchable
      clearable
      onSearchChange={(value) => setText(value.replace(/ \(id \d+\)$/, ''))}
      data={courses.map(({ id, name }) => ({ value: String(id), label: `${name} (id ${id})` }))}
      filter={({ options }) => options}
      nothingFoundMessage={list.isFetching ? 'Looking…' : 'No course fits'}
      onChange={(value) => {
        const course = courses.find(({ id }) => String(id) === value);
        onPick(course ? { id: course.id, name: course.name } : null);
      }}
    />
  );
}
