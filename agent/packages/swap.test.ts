/** Whatever was cut off, going on gives the whole new folder and going back the whole old one. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isThere } from '../../runtime/is-there.js';
import { swapBack, swapIn, type Swap } from './swap.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-swap-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function tree(path: string, text: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'version.php'), text);
}

/** A site with a plugin (or none) and, unless it is to be removed, its next version beside it. */
async function site(existed: boolean, staged: boolean): Promise<Swap> {
  const swap = {
    target: join(folder, 'mod/quiz'),
    existed,
    staged: staged ? join(folder, 'work/quiz') : null,
    kept: join(folder, 'kept/quiz'),
    discarded: join(folder, 'work/discarded/quiz'),
  };
  await mkdir(join(folder, 'mod'), { recursive: true });
  if (existed) await tree(swap.target, 'old');
  if (swap.staged) await tree(swap.staged, 'new');
  return swap;
}

const content = async ({ target }: Swap) =>
  (await isThere(target)) ? readFile(join(target, 'version.php'), 'utf8') : null;

const kinds = [
  { name: 'an update', existed: true, staged: true, before: 'old', after: 'new' },
  { name: 'an installation', existed: false, staged: true, before: null, after: 'new' },
  { name: 'a removal', existed: true, staged: false, before: 'old', after: null },
];

describe.each(kinds)('$name', ({ existed, staged, before, after }) => {
  test('goes in, and again without harm, and back, and again without harm', async () => {
    const swap = await site(existed, staged);
    for (let i = 0; i < 2; i++) {
      await swapIn(swap);
      expect(await content(swap)).toBe(after);
    }
    for (let i = 0; i < 2; i++) {
      await swapBack(swap);
      expect(await content(swap)).toBe(before);
    }
    expect(await readdir(join(folder, 'mod'))).toEqual(before === null ? [] : ['quiz']);
  });

  test('goes back where nothing was swapped', async () => {
    const swap = await site(existed, staged);
    await swapBack(swap);
    expect(await content(swap)).toBe(before);
  });

  test('cut off after the first rename, it goes on as well as back', async () => {
    for (const [end, way] of [
      [after, swapIn],
      [before, swapBack],
    ] as const) {
      const swap = await site(existed, staged);
      if (existed) {
        await mkdir(dirname(swap.kept), { recursive: true });
        await rename(swap.target, swap.kept);
      }
      await way(swap);
      expect(await content(swap)).toBe(end);
      await rm(folder, { recursive: true });
      await mkdir(folder);
    }
  });
});
