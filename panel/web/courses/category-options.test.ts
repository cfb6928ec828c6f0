import { expect, test } from '@jest/globals';
import type { Category } from '../../../contract/panel/courses.js';
import { categoryOptions } from './category-options.js';

function category(id: number, path: string, name: string, course_count: number): Category {
  const ids = path.split('/').filter(Boolean);
  return { id, path, name, course_count, depth: ids.length, sort: id, parent_id: Number(ids.at(-2) ?? 0) };
}

test('entries are named from the top, stand below their parents and count all courses below', () => {
  const options = categoryOptions([
    category(10, '/10', 'Arts', 4),
    category(3, '/1/2/3', 'Plants', 1),
    category(1, '/1', 'Science', 0),
    category(2, '/1/2', 'Life', 2),
    category(5, '/1/5', 'Physics', 7),
  ]);
  expect(options).toEqual([
    { value: '10', label: 'Arts (4)' },
    { value: '1', label: 'Science (10)' },
    { value: '2', label: 'Science / Life (3)' },
    { value: '3', label: 'Science / Life / Plants (1)' },
    { value: '5', label: 'Science / Physics (7)' },
  ]);
});

test('numbers in names sort as numbers; a path with a gap keeps what is known', () => {
  const options = categoryOptions([
    category(4, '/4', 'Year 10', 1),
    category(5, '/5', 'Year 9', 1),
    category(7, '/6/7', 'Lost', 1),
  ]);
  expect(options.map(({ label }) => label)).toEqual(['Lost (1)', 'Year 9 (1)', 'Year 10 (1)']);
});
