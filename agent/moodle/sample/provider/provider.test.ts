/** The sample's update service over a restart. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFixture, silent, type SampleFixture } from '../testing/sample-fixture.js';
import { startProvider } from './provider.js';

let built: SampleFixture;

beforeAll(async () => {
  built = await openFixture();
});
afterAll(() => built.dispose());

test('what was offered before a restart can still be fetched after it', async () => {
  const first = await startProvider(built.layout, silent);
  const answer = await fetch(`http://${first.host}/updates.php`);
  const offers = ((await answer.json()) as { updates: Record<string, { download: string }[]> }).updates;
  await first.close();

  const second = await startProvider(built.layout, silent);
  const download = offers.mod_attendance?.[0]?.download ?? '';
  expect((await fetch(download)).status).toBe(200);
  await second.close();
});

test('another port is taken where that of before is in use', async () => {
  const first = await startProvider(built.layout, silent);
  await first.close();
  const other = createServer().listen(Number(new URL(`http://${first.host}`).port), '127.0.0.1');
  await once(other, 'listening');
  const second = await startProvider(built.layout, silent);
  expect(second.host).not.toBe(first.host);
  expect((await fetch(`http://${second.host}/updates.php`)).status).toBe(200);
  await second.close();
  other.close();
});
