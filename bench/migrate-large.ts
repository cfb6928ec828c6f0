/**
 * How much memory the agents and the panel take to move a course with one very large file: migrated by the panel, then
 * uploaded, restored and downloaded through the web services. Needs a build; programs run as processes of their own.
 *   npm run bench:migrate -- [megabytes]
 * With DATABASE_URL the panel uses that PostgreSQL; its embedded one takes some 300 MB by itself.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import axios, { type AxiosInstance } from 'axios';
import unzipper from 'unzipper';
import { contentPath, emptyHash, pathnameHash } from '../agent/moodle/sample/filedir.js';
import { buildSite } from '../agent/moodle/sample/build/build-site.js';
import { addActivity } from '../agent/moodle/sample/course/activity.js';
import { sampleLayout } from '../agent/moodle/sample/layout.js';
import { SampleSql } from '../agent/moodle/sample/sql.js';
import { packageRoot } from '../runtime/package-root.js';

const megabytes = Number(process.argv[2] ?? 2048);
const folder = await mkdtemp(join(tmpdir(), 'moopanel-large-'));
const KEY = 'bench-key-0123456789-0123456789-0123456789';
const children: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A course with one file of random bytes, put into the site's file pool as Moodle would. */
async function courseWithLargeFile(site: string): Promise<number> {
  const layout = sampleLayout(site);
  const draft = join(folder, 'large.bin');
  const hash = createHash('sha1');
  const handle = await open(draft, 'w');
  const block = Buffer.alloc(1 << 20);
  for (let i = 0; i < megabytes; i++) {
    hash.update(randomFillSync(block));
    await handle.write(block);
  }
  await handle.close();
  const contenthash = hash.digest('hex');
  const path = contentPath(layout.filedir, contenthash);
  await mkdir(dirname(path), { recursive: true });
  await rename(draft, path);
  const sql = new SampleSql(layout.database);
  try {
    const course = sql.select('course', { visible: 1 }).find(({ category }) => Number(category) > 0)!;
    const time = Math.floor(Date.now() / 1000);
    const { contextid } = sql.transaction(() =>
      addActivity(sql, {
        courseId: course.id,
        section: 1,
        module: 'resource',
        name: 'Lecture capture',
        time,
      }),
    );
    const area = { contextid, component: 'mod_resource', filearea: 'content', itemid: 0 };
    const common = { ...area, filepath: '/', timecreated: time, timemodified: time, userid: 2 };
    const filename = 'lecture.bin';
    sql.insert('files', {
      ...common,
      filename: '.',
      contenthash: emptyHash,
      pathnamehash: pathnameHash(area, '/', '.'),
    });
    sql.insert('files', {
      ...common,
      filename,
      contenthash,
      pathnamehash: pathnameHash(area, '/', filename),
      filesize: megabytes * 1048576,
      mimetype: 'application/octet-stream',
      sortorder: 1,
    });
    return course.id;
  } finally {
    sql.close();
  }
}

function start(name: string, file: string, env: Record<string, string>, args: string[] = []): ChildProcess {
  // As `npm run agent` and `npm run panel` start them.
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=2', join(packageRoot(), 'dist', file), ...args],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  child.once('exit', (code) => code && console.error(`${name} ended with ${code}`));
  children.push(child);
  return child;
}

/** The most memory that a process has had, in megabytes (Linux). */
async function peak(child: ChildProcess): Promise<number> {
  const text = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
}

async function answering(url: string): Promise<void> {
  for (;;) {
    const alive = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (alive) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function until<T>(look: () => Promise<T>, ended: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (ended(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const client = (baseURL: string, headers: Record<string, string>): AxiosInstance =>
  axios.create({ baseURL, headers, proxy: false, maxBodyLength: Infinity, maxContentLength: Infinity });

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const value = await work();
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${what.padEnd(42)} ${seconds.toFixed(1)} s   ${(megabytes / seconds).toFixed(0)} MB/s`);
  return value;
}

try {
  const now = Math.floor(Date.now() / 1000);
  const [siteA, siteB] = [join(folder, 'site-a'), join(folder, 'site-b')];
  for (const site of [siteA, siteB]) await mkdir(site);
  buildSite(siteA, now);
  buildSite(siteB, now, 'college');
  const course = await courseWithLargeFile(siteA);
  const [portA, portB, portP] = [await freePort(), await freePort(), await freePort()];
  const common = { AGENT_API_KEY: KEY, AGENT_LOG_LEVEL: 'warn' };
  const agentA = start(
    'agent A',
    'agent/cli.js',
    { ...common, AGENT_DATA_DIR: join(folder, 'a'), AGENT_PORT: String(portA), MOODLE_SAMPLE: siteA },
    ['start'],
  );
  const agentB = start(
    'agent B',
    'agent/cli.js',
    { ...common, AGENT_DATA_DIR: join(folder, 'b'), AGENT_PORT: String(portB), MOODLE_SAMPLE: siteB },
    ['start'],
  );
  const { DATABASE_URL } = process.env;
  const panel = start('panel', 'panel/main.js', {
    DATA_DIR: join(folder, 'panel'),
    PANEL_PORT: String(portP),
    PANEL_API_TOKEN: KEY,
    PANEL_ADMIN_PASSWORD: 'correct horse battery',
    PANEL_LOG_LEVEL: 'warn',
    ...(DATABASE_URL && { DATABASE_URL }),
  });
  const [urlA, urlB] = [`http://127.0.0.1:${portA}`, `http://127.0.0.1:${portB}`];
  await answering(`${urlA}/healthz`);
  await answering(`${urlB}/healthz`);
  await answering(`http://127.0.0.1:${portP}/healthz`);
  const idle = { a: await peak(agentA), b: await peak(agentB), panel: await peak(panel) };

  const api = client(`http://127.0.0.1:${portP}/api/v1`, { authorization: `Bearer ${KEY}` });
  const ids: number[] = [];
  for (const url of [urlA, urlB]) {
    const { data } = await api.post<{ id: number }>('/instances', { url, api_key: KEY, name: url });
    await api.post(`/instances/${data.id}/sync`);
    ids.push(data.id);
  }
  await timed('migrated from site to site by the panel', async () => {
    const { data } = await api.post<{ id: number }>('/migrations', {
      what: 'courses',
      source_id: ids[0],
      target_ids: [ids[1]],
      export_settings: { export_instances: 'selected', select_courses: [course], users: 1 },
    });
    const done = await until(
      async () =>
        (await api.get<{ finished_at: string | null; targets: unknown }>(`/migrations/${data.id}`)).data,
      (each) => each.finished_at !== null,
    );
    console.log(JSON.stringify(done.targets));
  });

  const agent = client(urlB, { 'x-api-key': KEY });
  const source = client(urlA, { 'x-api-key': KEY });
  const { data: made } = await agent.post<{ token: string }>('/webservice/tokens', {
    data: { username: 'admin' },
  });
  const { token } = made;
  const mbz = join(folder, 'course.mbz');
  const exportFile = join(folder, 'export.zip');
  const download = await source.get<NodeJS.ReadableStream>('/migration/exports/file?id=1', {
    responseType: 'stream',
  });
  await pipeline(download.data, createWriteStream(exportFile));
  const zip = await unzipper.Open.file(exportFile);
  await pipeline(zip.files.find(({ path }) => path.endsWith('.mbz'))!.stream(), createWriteStream(mbz));
  const { size } = await stat(mbz);

  const item = await timed('uploaded by upload.php', async () => {
    const form = new FormData();
    form.append('file', await (await import('node:fs')).openAsBlob(mbz), 'course.mbz');
    const response = await fetch(`${urlB}/webservice/upload.php?token=${token}`, {
      method: 'POST',
      body: form,
    });
    return ((await response.json()) as { itemid: number; contextid: number }[])[0]!;
  });
  await timed('downloaded by pluginfile.php', async () => {
    const address = `${urlB}/webservice/pluginfile.php/${item.contextid}/user/draft/${item.itemid}/course.mbz?token=${token}`;
    let bytes = 0;
    for await (const part of (await fetch(address)).body!) bytes += (part as Uint8Array).length;
    if (bytes !== size) throw new Error(`${bytes} bytes instead of ${size}`);
  });
  const call = async (wsfunction: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ wstoken: token, moodlewsrestformat: 'json', wsfunction, ...fields });
    return (await (
      await fetch(`${urlB}/webservice/rest/server.php`, { method: 'POST', body })
    ).json()) as Record<string, unknown>;
  };
  await timed('restored by core_course_restore_async', async () => {
    const begun = await call('core_course_restore_async', {
      categoryid: '1',
      'localfile[contextid]': String(item.contextid),
      'localfile[itemid]': String(item.itemid),
    });
    const restoreid = String(begun.restoreid);
    const status = await until(
      () => call('core_course_restore_async_get_status', { restoreid }),
      (each) => each.status !== 700 && each.status !== 800,
    );
    console.log(JSON.stringify(status));
  });
  console.log(
    `\nmost memory, MB (idle): agent A ${await peak(agentA)} (${idle.a}), agent B ${await peak(agentB)} (${idle.b}), panel ${await peak(panel)} (${idle.panel})`,
  );
} finally {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
}
