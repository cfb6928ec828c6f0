import { setTimeout as later } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { FakeFile } from '../testing/fake-file.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { MigrationRunner } from './runner.js';
import { MINUTE, Movers, PIECE, SECOND } from './testing/movers.js';
import { PIECE as REAL_PIECE } from './transfer-step.js';

let t: TestPanel;
let m: Movers;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(async () => {
  m = new Movers(t);
  await m.add(['source', 'a']);
});
afterEach(() => m.stop());

const ORDER_EXPORT = 'POST /migration/exports';
const ORDER_IMPORT = 'POST /migration/imports';

/** The agent does what it is asked, and its answer is lost on the way. */
function loseAnswer(n: number, route: string): void {
  const agent = m.agent(n);
  agent.instead.set(route, async (req: Request, res: Response) => {
    agent.instead.delete(route);
    await agent.rememberMigration(req, res);
    res.destroy();
  });
}

/** A process died with the leases of everything in its hands. */
async function killHolder(): Promise<void> {
  const held = { leaseToken: 'dead', leaseUntil: new Date(t.now().getTime() + 2 * MINUTE) };
  await t.panel.context.prisma.migration.updateMany({ data: held });
  await t.panel.context.prisma.migrationTarget.updateMany({ data: held });
}

describe('a panel that dies', () => {
  test('in whatever phase: another one takes over when the lease has run out, and nothing is begun twice', async () => {
    const id = await m.begin();
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      const now = await m.get(id);
      const phase = now.state === 'delivering' ? (now.targets[0]?.state ?? '') : now.state;
      if (['done', 'failed'].includes(phase)) break;
      if (!seen.has(phase)) {
        seen.add(phase);
        await killHolder();
        await m.turns(1);
        expect(await m.get(id)).toMatchObject({ state: now.state });
        m.restart();
      }
      await m.turns(1, 3 * SECOND);
    }
    expect([...seen]).toEqual(['waiting', 'exporting', 'transferring', 'importing']);
    expect(await m.get(id)).toMatchObject({ state: 'done' });
    expect([m.site(0).exports.length, m.site(1).imports.length]).toEqual([1, 1]);
  });

  test('between an order and its answer: the same key is sent again, and one export and one import are made', async () => {
    loseAnswer(0, ORDER_EXPORT);
    loseAnswer(1, ORDER_IMPORT);
    const id = await m.begin();
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
    expect([m.site(0).exports.length, m.site(1).imports.length]).toEqual([1, 1]);
    for (const [n, path] of [
      [0, '/migration/exports'],
      [1, '/migration/imports'],
    ] as const) {
      const orders = m.agent(n).requests.filter((one) => one.method === 'POST' && one.path === path);
      expect(orders).toHaveLength(2);
      expect(orders[1]?.idempotencyKey).toBe(orders[0]?.idempotencyKey);
      expect(orders[1]?.body).toEqual(orders[0]?.body);
    }
  });

  test('what a process writes after its lease was taken over counts for nothing', async () => {
    const id = await m.begin();
    let release = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      m.agent(0).instead.set(ORDER_EXPORT, async (req, res) => {
        m.agent(0).instead.delete(ORDER_EXPORT);
        resolve();
        await new Promise<void>((go) => (release = go));
        await m.agent(0).rememberMigration(req, res);
        res.status(400).json({ error: 'Too late.' });
      });
    });
    const slow = m.runner.pass();
    await asked;
    m.restart();
    await m.turns(1);
    expect(await m.get(id)).toMatchObject({ state: 'exporting' });
    release();
    await slow;
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
  });

  test('two workers at once bring everything once', async () => {
    await m.add(['b', 'c']);
    const other = new MigrationRunner(t.panel.context, PIECE);
    const id = await m.begin();
    for (let i = 0; i < 12; i++) {
      await Promise.all([m.runner.pass(), other.pass(), m.runner.pass(), other.pass()]);
      t.advance(5 * SECOND);
    }
    await other.stop();
    expect(await m.get(id)).toMatchObject({ state: 'done', succeeded: 3 });
    expect([0, 1, 2, 3].map((n) => m.site(n).exports.length + m.site(n).imports.length)).toEqual([
      1, 1, 1, 1,
    ]);
    expect([1, 2, 3].map((n) => m.site(n).pieces)).toEqual([[0], [0], [0]]);
  });
});

describe('a transfer', () => {
  beforeEach(() => {
    m.site(0).file = new FakeFile(2 * PIECE + 999);
  });

  test('that is cut off at either end goes on where it was', async () => {
    let cuts = 0;
    m.site(0).onPart = (_req, res, offset) => {
      if (offset < PIECE || cuts++ > 0) return false;
      res.status(206).set({
        'content-range': `bytes ${offset}-${2 * PIECE - 1}/${m.site(0).file.size}`,
        'content-length': String(PIECE),
      });
      m.site(0)
        .file.stream(offset, offset + 20_000)
        .pipe(res, { end: false });
      void later(50).then(() => res.destroy());
      return true;
    };
    let refusals = 0;
    m.site(1).onPiece = (req, _res, offset) => {
      if (offset > 0 || refusals++ > 0) return false;
      req.destroy();
      return true;
    };
    const id = await m.begin();
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
    // The source broke in the second piece: what had arrived of it was not sent again.
    expect(m.site(1).pieces[0]).toBe(0);
    expect(m.site(1).pieces[1]).toBe(PIECE);
    expect(m.site(1).pieces[2]).toBeGreaterThan(PIECE);
    expect(m.site(1).uploads).toMatchObject([{ complete: true, sha256: m.site(0).file.sha256 }]);
    expect([cuts, refusals]).toEqual([2, 2]);
  });

  test('whose upload the target has lost begins anew', async () => {
    m.site(1).onPiece = (_req, res, offset) => {
      if (offset === 0 || m.site(1).uploads.length === 0) return false;
      m.site(1).onPiece = () => false;
      m.site(1).uploads = [];
      res.status(404).json({ error: 'There is no such upload.' });
      return true;
    };
    const id = await m.begin();
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
    expect(m.site(1).pieces).toEqual([0, 0, PIECE, 2 * PIECE]);
    expect(m.site(0).exports).toHaveLength(1);
  });

  test('whose export the source has lost has it made again, once', async () => {
    m.site(0).onPart = (_req, res, offset) => {
      if (offset === 0) return false;
      m.site(0).onPart = () => false;
      m.site(0).exports.length = 0;
      m.site(0).file = new FakeFile(PIECE + 5, 7);
      res.status(404).json({ error: 'There is no such export.' });
      return true;
    };
    const id = await m.begin();
    const done = await m.ended(id);
    expect(done).toMatchObject({ state: 'done', export: { size: PIECE + 5, sha256: m.site(0).file.sha256 } });
    expect(m.count(0, ORDER_EXPORT)).toBe(2);
    expect(m.site(1).uploads.at(-1)).toMatchObject({ complete: true, sha256: m.site(0).file.sha256 });
  });

  test('of a file that is not what the source told is refused, and nothing is imported', async () => {
    const finish = m.site(0).finishExport.bind(m.site(0));
    m.site(0).finishExport = (made) => {
      finish(made);
      if (made.file) made.file.sha256 = 'f'.repeat(64);
    };
    const id = await m.begin();
    const failed = await m.ended(id);
    expect(failed).toMatchObject({ state: 'failed', failed: 1 });
    expect(failed.targets[0]?.error).toMatch('another checksum than source told');
    expect(m.site(1).imports).toEqual([]);
    // A line may have spoilt it once.
    expect(m.count(1, 'POST /uploads')).toBe(2);
  });

  test('passes through without filling the memory', async () => {
    m.runner = new MigrationRunner(t.panel.context);
    m.site(0).file = new FakeFile(8 * REAL_PIECE);
    let highest = 0;
    m.site(1).onPiece = () => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers);
      return false;
    };
    const before = process.memoryUsage().arrayBuffers;
    expect(await m.ended(await m.begin())).toMatchObject({ state: 'done' });
    expect(highest - before).toBeLessThan(5 * REAL_PIECE);
  });
});

describe('a site in trouble', () => {
  test('is tried again for half an hour, then told of in words; a retry goes on from there without another export', async () => {
    const agent = m.agent(1);
    const { port } = new URL(agent.url);
    await agent.stop();
    const id = await m.begin();
    await m.turns(4);
    const waiting = await m.get(id);
    expect(waiting.targets[0]).toMatchObject({ state: 'transferring' });
    expect(waiting.targets[0]?.message).toMatch('Trying again: a: No connection');
    t.advance(31 * MINUTE);
    const failed = await m.ended(id);
    expect(failed.targets[0]?.error).toMatch('Tried for 30 minutes without success. a: No connection');
    await agent.start(Number(port));
    const again = await m.act(id, 'retry');
    expect(again).toMatchObject({ state: 'delivering', targets: [{ attempt: 2, error: null }] });
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
    expect(m.count(0, ORDER_EXPORT)).toBe(1);
  });

  test('that fails to import is told of in its words; a retry has that import go on, and makes no other', async () => {
    m.site(1).finishImport = (made) =>
      void Object.assign(made, {
        status: 5,
        error: 'The disk is full.',
        counts: { courses: { created: 1 } },
      });
    const id = await m.begin();
    const failed = await m.ended(id);
    expect(failed.targets[0]).toMatchObject({
      state: 'failed',
      error: 'The disk is full.',
      counts: { courses: { created: 1 } },
    });
    Reflect.deleteProperty(m.site(1), 'finishImport');
    await m.act(id, 'retry', { target_ids: [failed.targets[0]?.id] });
    expect(await m.ended(id)).toMatchObject({ state: 'done', error: null });
    expect(m.site(1).retried).toEqual([1]);
    expect([m.count(0, ORDER_EXPORT), m.count(1, 'POST /uploads'), m.count(1, ORDER_IMPORT)]).toEqual([
      1, 1, 1,
    ]);
  });

  test('that refused single rows is done all the same; a retry has it try those again, and sends nothing', async () => {
    m.site(1).finishImport = (made) =>
      void Object.assign(made, { status: 4, counts: { courses: { created: 1, failed: 1 } } });
    const id = await m.begin();
    const done = await m.ended(id);
    expect(done.targets[0]).toMatchObject({ state: 'succeeded', counts: { courses: { failed: 1 } } });
    m.site(1).finishImport = (made) =>
      void Object.assign(made, { status: 4, counts: { courses: { created: 2 } } });
    await m.act(id, 'retry');
    const again = await m.ended(id);
    expect(again).toMatchObject({ state: 'done' });
    expect(again.targets[0]).toMatchObject({ state: 'succeeded', counts: { courses: { created: 2 } } });
    expect(m.site(1).retried).toEqual([1]);
    expect([m.count(0, ORDER_EXPORT), m.count(1, 'POST /uploads'), m.count(1, ORDER_IMPORT)]).toEqual([
      1, 1, 1,
    ]);
  });

  test('that cannot export ends the migration with its words; a retry exports again', async () => {
    m.site(0).finishExport = (made) => void Object.assign(made, { status: 5, error: 'No such course.' });
    const id = await m.begin();
    expect(await m.ended(id)).toMatchObject({
      state: 'failed',
      error: 'source: No such course.',
      targets: [{ state: 'failed', error: 'Nothing came from source: its export failed.' }],
    });
    Reflect.deleteProperty(m.site(0), 'finishExport');
    await m.act(id, 'retry');
    expect(await m.ended(id)).toMatchObject({ state: 'done' });
  });

  test('does not keep the others from their end', async () => {
    await m.add(['b']);
    m.agent(1).instead.set(
      ORDER_IMPORT,
      (_req, res) => void res.status(422).json({ error: 'Too many courses.' }),
    );
    const id = await m.begin();
    const done = await m.ended(id);
    expect(done).toMatchObject({ state: 'done', succeeded: 1, failed: 1 });
    expect(done.targets[0]?.error).toMatch('a: Too many courses.');
    const notice = await t.api('get', '/notifications').expect(200);
    expect(notice.body.items[0]).toMatchObject({
      level: 'warning',
      body: expect.stringMatching('1 site done, 1 failed'),
    });
  });

  test('that is deleted from the panel meanwhile stays in the history', async () => {
    const id = await m.begin();
    await m.until(id, ({ state }) => state === 'delivering');
    await t.api('delete', `/instances/${m.ids[1]}`).expect(204);
    expect(await m.ended(id)).toMatchObject({
      state: 'failed',
      targets: [{ instance_id: null, instance_name: 'a', error: 'The site was deleted from the panel.' }],
    });
  });
});

describe('a hostile agent', () => {
  const huge = { id: 2 ** 40, moodle_job_id: 2 ** 40 };
  test.each([
    ['garbage', 'nothing of the kind'],
    ['another form', JSON.stringify({ id: 'x', status: 9 })],
    ['huge ids', JSON.stringify(huge)],
  ])('that answers an order with %s fails its migration', async (_name, text) => {
    m.agent(0).instead.set(ORDER_EXPORT, async (req, res) => {
      const made = await m.site(0).answer(ORDER_EXPORT, req, res);
      const body = text.startsWith('{') ? JSON.stringify({ ...(made as object), ...JSON.parse(text) }) : text;
      res.type('json').send(body);
    });
    const failed = await m.ended(await m.begin());
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching('not of the protocol') });
  });

  test.each([-5, 0, 2 ** 52])('that tells of a file of %d bytes fails its migration', async (size) => {
    m.site(0).finishExport = (made) =>
      void Object.assign(made, { status: 4, file: { name: 'x', size, sha256: 'a'.repeat(64) } });
    expect(await m.ended(await m.begin())).toMatchObject({ state: 'failed' });
    expect(m.site(1).uploads).toEqual([]);
  });

  test('whose words the database cannot keep is told of all the same', async () => {
    const words = 'no \0 such \ud800 text';
    m.site(0).finishExport = (made) => void Object.assign(made, { status: 5, message: words, error: words });
    const failed = await m.ended(await m.begin());
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching('no  such') });
  });

  test('that sends another part than was asked for, or more of it, is not believed', async () => {
    m.site(0).onPart = (_req, res) => {
      m.site(0).onPart = (_again, other) => {
        other.status(206).set('content-range', `bytes 0-999/1000`);
        other.end(Buffer.alloc(5000));
        return true;
      };
      res.status(206).set('content-range', 'bytes 1-1000/1000').send('everything');
      return true;
    };
    const id = await m.begin();
    const failed = await m.ended(id);
    expect(failed.targets[0]?.error).toMatch('another part of the file');
    await m.act(id, 'retry');
    expect((await m.ended(id)).targets[0]?.error).toMatch('longer than 1000 bytes');
  });

  test('that takes pieces and never has them does not keep the panel sending', async () => {
    m.agent(1).instead.set('PUT /uploads/chunk', (req, res) => {
      req.resume();
      req.on('end', () =>
        res.json({ ...m.site(1).uploads[0], hash: undefined, sha256: null, received: 0, expires_at: 1 }),
      );
    });
    expect((await m.ended(await m.begin())).targets[0]).toMatchObject({ state: 'failed' });
    expect(m.count(1, 'PUT /uploads/chunk')).toBe(1);
  });

  test('whose uploads vanish each time is given up', async () => {
    m.agent(1).instead.set('PUT /uploads/chunk', (req, res) => {
      req.resume();
      req.on('end', () => res.status(404).json({ error: 'There is no such upload.' }));
    });
    m.agent(1).instead.set('GET /uploads', (_req, res) => void res.status(404).json({ error: 'None.' }));
    expect((await m.ended(await m.begin())).targets[0]?.error).toMatch(
      'has lost what was sent to it 3 times',
    );
  });
});

describe('cancelling', () => {
  beforeEach(() => {
    for (const n of [0, 1]) m.site(n).atOnce = false;
  });
  const cancel = async (id: number) => {
    await m.act(id, 'cancel');
    const ended = await m.ended(id);
    expect(ended).toMatchObject({ state: 'cancelled', error: expect.stringMatching(/^Cancelled by /) });
    expect(ended.targets.map(({ state }) => state)).toEqual(['cancelled']);
    await m.turns(2);
    expect(m.site(0).exports).toEqual([]);
    return ended;
  };

  test('before anything was ordered: nothing is', async () => {
    await cancel(await m.begin());
    expect(m.count(0, ORDER_EXPORT)).toBe(0);
  });

  test('while it is exported: the source stops', async () => {
    const id = await m.begin();
    await m.until(id, ({ state }) => state === 'exporting');
    await cancel(id);
    expect(m.site(0).cancelled).toEqual([101]);
    await t.api('post', `/migrations/${id}/cancel`).expect(409);
  });

  test('when the answer to the order was lost: what it began is found and stopped', async () => {
    loseAnswer(0, ORDER_EXPORT);
    const id = await m.begin();
    await m.turns(1, 0);
    await cancel(id);
    expect(m.site(0).cancelled).toEqual([101]);
  });

  test('while the file is sent: what has arrived is thrown away', async () => {
    m.site(0).atOnce = true;
    m.site(0).file = new FakeFile(2 * PIECE);
    const id = await m.begin();
    m.site(1).onPiece = async (_req, _res, offset) => {
      if (offset === 0) await t.api('post', `/migrations/${id}/cancel`).expect(200);
      return false;
    };
    expect(await m.ended(id)).toMatchObject({ state: 'cancelled' });
    expect(m.site(1).uploads).toEqual([]);
    expect(m.site(1).imports).toEqual([]);
  });

  test('while it is imported: the target stops; a retry exports again only because the export is gone, and has the import go on', async () => {
    m.site(0).atOnce = true;
    const id = await m.begin();
    await m.until(id, ({ targets }) => targets[0]?.state === 'importing' && m.site(1).imports.length > 0);
    await m.turns(1);
    await cancel(id);
    expect(m.site(1).cancelled).toEqual([201]);
    m.site(1).atOnce = true;
    await m.act(id, 'retry');
    expect(await m.ended(id)).toMatchObject({ state: 'done', error: null });
    expect(m.site(1).retried).toEqual([1]);
    expect(m.count(0, ORDER_EXPORT)).toBe(1);
  });

  test('a site that cannot be told does not hold it up forever', async () => {
    m.site(0).atOnce = true;
    const id = await m.begin();
    await m.until(id, ({ targets }) => targets[0]?.state === 'importing');
    await m.turns(1);
    await m.agent(1).stop();
    await m.act(id, 'cancel');
    await m.turns(3);
    t.advance(31 * MINUTE);
    expect((await m.ended(id)).targets[0]?.error).toMatch('The site could not be told');
  });
});
