import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let site: FakeAgent;
let id: number;

beforeAll(async () => {
  t = await startTestPanel();
  site = new FakeAgent();
  site.categories = [
    { id: 1, parent: 0, name: 'Science', sort: 1, path: '/1', depth: 1 },
    { id: 2, parent: 1, name: 'Life', sort: 2, path: '/1/2', depth: 2 },
    { id: 3, parent: 2, name: 'Plants', sort: 3, path: '/1/2/3', depth: 3 },
    // Its path begins with the digit of the first one's, but it is not below it.
    { id: 10, parent: 0, name: 'Arts', sort: 4, path: '/10', depth: 1 },
    { id: 11, parent: 10, name: 'Music', sort: 5, path: '/10/11', depth: 2 },
  ];
  site.courses = [1, 2, 3, 10, 11].map((category) => ({
    id: 100 + category,
    category,
    name: `In ${category}`,
    shortname: `C${category}`,
    visible: true,
  }));
  await site.start();
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  id = reply.body.id as number;
});
afterAll(async () => {
  await site.stop();
  await t.stop();
});

test.each([
  [1, [101, 102, 103]],
  [2, [102, 103]],
  [3, [103]],
  [10, [110, 111]],
  [4711, []],
])('category %i holds its courses and those of all below it', async (category, courses) => {
  const reply = await t.api('get', `/instances/${id}/courses?category_id=${category}&sort=id`).expect(200);
  expect(reply.body.items.map((course: { id: number }) => course.id)).toEqual(courses);
  expect(reply.body.total).toBe(courses.length);
});

test('a search and the pages keep to the category', async () => {
  const path = `/instances/${id}/courses?category_id=1&sort=id&limit=2`;
  const first = await t.api('get', path).expect(200);
  const second = await t.api('get', `${path}&cursor=${first.body.next}`).expect(200);
  const names = [...first.body.items, ...second.body.items].map((course: { name: string }) => course.name);
  expect(names).toEqual(['In 1', 'In 2', 'In 3']);
  expect((await t.api('get', `${path}&search=In 10`).expect(200)).body.total).toBe(0);
});

test('a category of another site is none here', async () => {
  const other = await new FakeAgent().start();
  const made = await t.api('post', '/instances', { url: other.url, api_key: other.key }).expect(201);
  const reply = await t.api('get', `/instances/${made.body.id}/courses?category_id=10`).expect(200);
  expect(reply.body.total).toBe(0);
  await other.stop();
});
