/** Moodle's web services as a client sees them: the lines of the documentation, over real HTTP. */
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { FAILED_KEY_LIMIT } from '../http/limits.js';
import { BridgeError } from '../moodle/bridge.js';
import { draftFolder } from './drafts/draft-files.js';
import { sweepDrafts } from './drafts/sweep-drafts.js';
import { draftFile } from './drafts/use-draft.js';
import { defineFunction } from './function.js';
import { int, multiple, raw, single, text, withDefault } from './spec.js';
import { seedCurl } from './testing/seed-curl.js';
import { startWebService, type WebService } from './testing/web-service.js';
import { invalidParameter } from './webservice-error.js';

const restore = defineFunction({
  name: 'core_course_restore_async',
  type: 'write',
  description: '',
  parameters: single({
    categoryid: int(''),
    options: withDefault(multiple(single({ name: text('alphanumext', ''), value: raw('') })), []),
  }),
  async run({ categoryid, options }, call) {
    if (categoryid === 13) throw new BridgeError('unavailable', 'canary /etc/passwd');
    if (categoryid === 14) throw new Error('canary /etc/passwd');
    if (categoryid === 15) throw invalidParameter('There is no category 15');
    await call.requireCapability('moodle/restore:restorecourse', { level: 'coursecat', id: categoryid });
    return { restoreid: 'a/b "é"', options, progress: 0.5, done: false, error: null };
  },
});

let now: Date;
let log = '';
let service: WebService;
let admin: string;
let folder: string;

beforeAll(async () => {
  now = new Date();
  const stream = new Writable({ write: (chunk, _encoding, done) => ((log += String(chunk)), done()) });
  service = await startWebService([restore], {
    clock: () => now,
    logger: createLogger('test', 'info', stream),
  });
  admin = await service.token('admin');
  folder = await mkdtemp(join(tmpdir(), 'moopanel-ws-'));
  await writeFile(join(folder, 'positions.csv'), 'idnumber,parent\nCEO,\n');
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const curl = (line: string, token = admin) => seedCurl(line, { url: service.own.url, token, folder });
const call = (parameters: string, token = admin) =>
  curl(
    `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data '${parameters}&wstoken=${'0'.repeat(32)}'`,
    token,
  );
const TOKEN = '0'.repeat(32);
const moodleError = (exception: string, errorcode: string, message: string) => ({
  exception,
  errorcode,
  message,
});
const accessDenied = moodleError(
  'webservice_access_exception',
  'accessexception',
  'Access control exception',
);

describe('the protocol', () => {
  test('a function is called by its name in any case, its result is JSON', async () => {
    const answer = await call(
      'wsfunction=Core_course_restore_async&categoryid=1&options[0][name]=users&options[0][value]=1&moodlewssettinglang=en',
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.text).toBe(
      '{"restoreid":"a\\/b \\"\\u00e9\\"","options":[{"name":"users","value":"1"}],"progress":0.5,"done":false,"error":null}',
    );
  });

  test('without a format it is XML, errors too', async () => {
    const url = `https://SITENAME/webservice/rest/server.php?wstoken=${TOKEN}&wsfunction=core_course_restore_async`;
    const answer = await curl(`curl '${url}&categoryid=1&options[0][name]=users&options[0][value]=1'`);
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.text).toBe(`<?xml version="1.0" encoding="UTF-8" ?>
<RESPONSE>
<SINGLE>
<KEY name="restoreid"><VALUE>a/b &quot;é&quot;</VALUE>
</KEY>
<KEY name="options"><MULTIPLE>
<SINGLE>
<KEY name="name"><VALUE>users</VALUE>
</KEY>
<KEY name="value"><VALUE>1</VALUE>
</KEY>
</SINGLE>
</MULTIPLE>
</KEY>
<KEY name="progress"><VALUE>0.5</VALUE>
</KEY>
<KEY name="done"><VALUE>0</VALUE>
</KEY>
<KEY name="error"><VALUE null="null"/>
</KEY>
</SINGLE>
</RESPONSE>
`);
    expect((await curl(`curl '${url}'`)).text).toBe(`<?xml version="1.0" encoding="UTF-8" ?>
<EXCEPTION class="invalid_parameter_exception">
<ERRORCODE>invalidparameter</ERRORCODE>
<MESSAGE>Invalid parameter value detected</MESSAGE>
</EXCEPTION>
`);
  });

  // In the order in which Moodle checks; each answer compared with that of Moodle 4.5.
  test.each([
    [
      'no function',
      '',
      moodleError('invalid_parameter_exception', 'invalidparameter', 'Invalid parameter value detected'),
    ],
    [
      'an unknown function',
      'wsfunction=no_such_function',
      moodleError(
        'dml_missing_record_exception',
        'invalidrecord',
        "Can't find data record in database table external_functions.",
      ),
    ],
    [
      'an unknown parameter',
      'wsfunction=core_webservice_get_site_info&exporter=',
      moodleError('invalid_parameter_exception', 'invalidparameter', 'Invalid parameter value detected'),
    ],
    [
      'what a function refuses',
      'wsfunction=core_course_restore_async&categoryid=15',
      moodleError(
        'invalid_parameter_exception',
        'invalidparameter',
        'Invalid parameter value detected (There is no category 15)',
      ),
    ],
    [
      'a Moodle that does not answer',
      'wsfunction=core_course_restore_async&categoryid=13',
      moodleError(
        'moodle_exception',
        'generalexceptionmessage',
        'Exception - Service Unavailable - try again later.',
      ),
    ],
    [
      'a fault of ours',
      'wsfunction=core_course_restore_async&categoryid=14',
      moodleError(
        'moodle_exception',
        'generalexceptionmessage',
        expect.stringMatching(/^Exception - Internal error \([0-9a-f-]{36}\)\.$/) as unknown as string,
      ),
    ],
  ])('%s', async (_what, parameters, expected) => {
    const answer = await call(parameters);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual(expected);
  });

  test('what is wrong with a parameter is told where the site debugs', async () => {
    const { site } = service.context;
    const forced = site.config.forced as Record<string, unknown>;
    forced.debug = 32767;
    const { debuginfo } = (await call('wsfunction=core_course_restore_async')).json() as {
      debuginfo: string;
    };
    delete forced.debug;
    expect(debuginfo).toBe('Missing required key in single structure: categoryid');
  });

  test('the body goes before the address, and may be multipart', async () => {
    const url = `${service.own.url}/webservice/rest/server.php?moodlewsrestformat=json&wsfunction=nothing`;
    const body = new FormData();
    body.append('wsfunction', 'core_webservice_get_site_info');
    body.append('wstoken', admin);
    const answer = await fetch(url, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ username: 'admin', userissiteadmin: true });
  });

  test('the site information names the site, the user, and what may be called', async () => {
    const token = await service.token('t001', { functions: ['core_webservice_get_site_info'] });
    expect((await call('wsfunction=core_webservice_get_site_info', token)).json()).toMatchObject({
      sitename: 'Lakeside University',
      siteurl: 'https://moodle.lakeside.example',
      username: 't001',
      userissiteadmin: false,
      functions: [{ name: 'core_webservice_get_site_info', version: '2024100706' }],
      release: '4.5.6 (Build: 20250811)',
      downloadfiles: 0,
      uploadfiles: 0,
    });
  });
});

describe('tokens', () => {
  const info = (token: string) => call('wsfunction=core_webservice_get_site_info', token);
  const wrong = moodleError('moodle_exception', 'invalidtoken', 'Invalid token - token not found');

  test('a wrong one opens nothing', async () => {
    expect((await info('f'.repeat(32))).json()).toEqual(wrong);
    expect((await info(admin.toUpperCase())).json()).toEqual(wrong);
  });

  test('one is good until it expires, from its addresses, for its functions, until it is revoked', async () => {
    const soon = await service.token('admin', { expiresAt: new Date(now.getTime() + 1000) });
    expect((await info(soon)).json()).toMatchObject({ username: 'admin' });
    now = new Date(now.getTime() + 1000);
    expect((await info(soon)).json()).toEqual(accessDenied);
    expect((await info(await service.token('admin', { addresses: ['10.0.0.0/8'] }))).json()).toEqual(
      accessDenied,
    );
    const here = await service.token('admin', { addresses: ['10.0.0.0/8', '127.0.0.0/8'] });
    expect((await info(here)).json()).toMatchObject({ username: 'admin' });
    const other = await service.token('admin', { functions: ['core_course_restore_async'] });
    expect((await info(other)).json()).toEqual(accessDenied);
    await service.context.store.prisma.webserviceToken.deleteMany({ where: { functions: { not: null } } });
    expect((await info(other)).json()).toEqual(wrong);
  });

  test('the user is looked at with every call', async () => {
    const { db } = service.context.site.database;
    const token = await service.token('t002');
    expect((await info(token)).json()).toMatchObject({ username: 't002' });
    const refusal = async (change: Record<string, number>) => {
      await db.updateTable('user').set(change).where('username', '=', 't002').execute();
      return (await info(token)).json();
    };
    const refused = (code: string, word: string) =>
      moodleError(
        'moodle_exception',
        `wsaccessuser${code}`,
        `Refused web service access for ${word} username: t002`,
      );
    expect(await refusal({ suspended: 1 })).toEqual(refused('suspended', 'suspended'));
    expect(await refusal({ confirmed: 0 })).toEqual(refused('unconfirmed', 'unconfirmed'));
    expect(await refusal({ deleted: 1 })).toEqual(refused('deleted', 'deleted'));
  });

  test('the panel makes services and tokens, and each is told once', async () => {
    const post = (path: string, data: unknown) =>
      service.ask(`/webservice/${path}`, { method: 'POST', data });
    const made = await post('services', { name: 'Info', functions: ['core_webservice_get_site_info'] });
    expect(made).toMatchObject({ status: 201, body: { name: 'Info', tokens: 0 } });
    const serviceid = (made.body as { id: number }).id;
    const created = await post('tokens', { username: 'T003', serviceid, addresses: ['127.0.0.1'] });
    expect(created).toMatchObject({
      status: 201,
      body: { username: 't003', service: 'Info', functions: ['core_webservice_get_site_info'] },
    });
    const { token, id } = created.body as { token: string; id: number };
    expect((await info(token)).json()).toMatchObject({ username: 't003' });
    const list = (await service.ask('/webservice/tokens')).body;
    expect(list).toMatchObject({
      tokens: expect.arrayContaining([expect.objectContaining({ id })]) as unknown,
    });
    expect(JSON.stringify(list)).not.toContain(token);
    const remove = (path: string) => service.ask(`/webservice/${path}`, { method: 'DELETE' });
    expect((await remove(`services?id=${serviceid}`)).status).toBe(409);
    expect((await remove(`tokens?id=${id}`)).body).toEqual({ status: true });
    expect((await remove(`tokens?id=${id}`)).status).toBe(404);
    expect((await remove(`services?id=${serviceid}`)).body).toEqual({ status: true });
    expect((await info(token)).json()).toEqual(wrong);
  });

  test.each([
    [{ username: 'nobody' }, 'username: the site has no user "nobody".'],
    [{ username: 'guest' }, 'username: nobody can act for the guest.'],
    [{ username: 'admin', functions: ['no_such'] }, 'functions: there is no no_such.'],
    [{ username: 'admin', serviceid: 99 }, 'serviceid: there is no service 99.'],
    [
      { username: 'admin', addresses: ['x'] },
      'addresses: "x" is no address and no range such as 10.0.0.0/8.',
    ],
    [{ username: 'admin', expires_at: 1 }, 'expires_at: lies in the past, or is no time in unix seconds.'],
  ])('no token is made for %j', async (data, error) => {
    const answer = await service.ask('/webservice/tokens', { method: 'POST', data });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });
});

describe('capabilities', () => {
  test('a token may what its user may, where the user may it', async () => {
    const token = await service.token('t004');
    const refused = moodleError(
      'required_capability_exception',
      'nopermissions',
      'Sorry, but you do not currently have permissions to do that (Restore courses).',
    );
    const ask = async () => (await call('wsfunction=core_course_restore_async&categoryid=1', token)).json();
    expect(await ask()).toEqual(refused);
    const { db } = service.context.site.database;
    const user = db.selectFrom('user').select('id').where('username', '=', 't004');
    const context = db
      .selectFrom('context')
      .select('id')
      .where('contextlevel', '=', '40')
      .where('instanceid', '=', '1');
    await db.insertInto('role_assignments').values({ roleid: 1, userid: user, contextid: context }).execute();
    expect(await ask()).toMatchObject({ restoreid: 'a/b "é"' });
  });
});

describe('uploads', () => {
  const SEED = `$ curl -X POST -F "image=@positions.csv" https://SITENAME/webservice/upload.php?token=cf3788edbe41d7a89e963d9432b15331 \\
| jq`;
  const upload = (fields: string, query = '', token = admin) =>
    curl(`curl -X POST ${fields} 'https://SITENAME/webservice/upload.php?token=${TOKEN}${query}'`, token);
  const stored = () => readdir(draftFolder(service.context.config)).catch(() => [] as string[]);

  test('the line of the documentation gives what it shows, and the file is there for its user', async () => {
    const answer = await curl(SEED);
    expect(answer.status).toBe(200);
    const [file] = answer.json() as { itemid: number; contextid: number }[];
    expect(file).toEqual({
      component: 'user',
      contextid: expect.any(Number) as unknown,
      userid: '2',
      filearea: 'draft',
      filename: 'positions.csv',
      filepath: '/',
      itemid: expect.any(Number) as unknown,
      license: 'allrightsreserved',
      author: 'Ada Administrator',
      source: 'O:8:"stdClass":1:{s:6:"source";s:13:"positions.csv";}',
    });
    const { itemid: itemId, contextid } = file!;
    const draft = await draftFile(service.context, { userId: 2, itemId });
    expect(draft).toMatchObject({ name: 'positions.csv', size: 21 });
    await expect(draftFile(service.context, { userId: 3, itemId })).rejects.toThrow(
      'no file in the draft area',
    );

    const line = `curl 'https://SITENAME/webservice/pluginfile.php/${contextid}/user/draft/${itemId}/positions.csv?token=${TOKEN}'`;
    const download = await curl(line);
    expect(download.text).toBe('idnumber,parent\nCEO,\n');
    expect(download.headers.get('content-disposition')).toContain('attachment');
    const other = await curl(line, await service.token('t005'));
    expect(other.status).toBe(404);
    expect(other.json()).toEqual({
      error: 'Sorry, the requested file could not be found',
      errorcode: 'filenotfound',
      stacktrace: null,
      debuginfo: null,
      reproductionlink: null,
    });
    const url = `${service.own.url}/webservice/pluginfile.php/${contextid}/user/draft/${itemId}/positions.csv?token=${admin}`;
    const range = await fetch(url, { headers: { Range: 'bytes=3-8' } });
    expect([range.status, await range.text()]).toEqual([206, 'umber,']);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '21']);
  });

  test('a token that is for no function with files neither sends nor fetches any', async () => {
    const functions = ['core_webservice_get_site_info', 'tool_wp_get_export_status'];
    const limited = await service.token('admin', { functions });
    const [{ contextid, itemid }] = (await curl(SEED)).json() as [{ contextid: number; itemid: number }];
    const before = await stored();
    const paths = ['1/tool_wp/export/1/x.zip', `${contextid}/user/draft/${itemid}/positions.csv`];
    const answers = [await curl(SEED, limited)];
    for (const path of paths)
      answers.push(
        await curl(`curl 'https://SITENAME/webservice/pluginfile.php/${path}?token=${TOKEN}'`, limited),
      );
    for (const answer of answers) expect(answer.json()).toMatchObject({ errorcode: 'accessexception' });
    expect(await stored()).toEqual(before);
  });

  test('who may not have files of his own sends none', async () => {
    const { db } = service.context.site.database;
    const capability = 'moodle/user:manageownfiles';
    const own = db.deleteFrom('role_capabilities').where('capability', '=', capability);
    const rows = await db
      .selectFrom('role_capabilities')
      .selectAll()
      .where('capability', '=', capability)
      .execute();
    await own.execute();
    const answer = await curl(SEED, await service.token('t005'));
    await db
      .insertInto('role_capabilities')
      .values(rows as never)
      .execute();
    expect(answer.json()).toMatchObject({ errorcode: 'nopermissions' });
  });

  test('several files go into one area, a name only once', async () => {
    const answer = await upload('-F itemid=77 -F a=@positions.csv -F b=@positions.csv -F filepath=/x/');
    expect(answer.json()).toMatchObject([
      { itemid: 77, filepath: '/x/', filename: 'positions.csv' },
      {
        filename: 'positions.csv',
        errortype: 'filenameexist',
        error: 'File name already exists: positions.csv',
      },
    ]);
    expect((await upload('-F a=@positions.csv', '&itemid=77')).json()).toMatchObject([
      { itemid: 77, filepath: '/' },
    ]);
    const count = await service.context.store.prisma.draftFile.count();
    expect(await stored()).toHaveLength(count);
  });

  test.each([
    ['a form without a token', `-F a=@positions.csv`, null, 'missingparam'],
    ['a wrong token', '-F a=@positions.csv', 'e'.repeat(32), 'invalidtoken'],
    ['a folder that is none', '-F filepath=/x -F a=@positions.csv', undefined, 'storedfileproblem'],
  ])('%s leaves nothing behind', async (_what, fields, token, errorcode) => {
    const before = await stored();
    const answer = await (token === null
      ? curl(`curl -X POST ${fields} https://SITENAME/webservice/upload.php`)
      : upload(fields, '', token ?? admin));
    expect(answer.json()).toMatchObject({ errorcode });
    expect(await stored()).toEqual(before);
  });

  test('an upload that breaks off, or is too large, leaves nothing behind', async () => {
    const before = await stored();
    const begin = '--b\r\nContent-Disposition: form-data; name="a"; filename="a.mbz"\r\n\r\n';
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
    const url = `${service.own.url}/webservice/upload.php?token=${admin}`;
    const damaged = await fetch(url, { method: 'POST', headers, body: `${begin}half of it` });
    expect(damaged.status).toBe(400);
    const { config } = service.context;
    const limit = config.uploadMaxBytes;
    config.uploadMaxBytes = 1000;
    const large = await fetch(url, { method: 'POST', headers, body: `${begin}${'x'.repeat(2000)}\r\n--b--` });
    const declared = await new Promise<number | undefined>((resolve) => {
      const sent = request(url, { method: 'POST', headers: { ...headers, 'Content-Length': 9e9 } }, (res) => {
        resolve(res.statusCode);
        sent.destroy();
      }).on('error', () => undefined);
      sent.write(begin);
    });
    config.uploadMaxBytes = limit;
    expect([large.status, declared]).toEqual([413, 413]);
    expect(await large.json()).toMatchObject({
      error: expect.stringContaining('AGENT_UPLOAD_MAX_MB') as unknown,
    });
    expect(await stored()).toEqual(before);
  });

  test('after two days drafts are gone, and what a killed agent has left with them', async () => {
    const [{ itemid: itemId }] = (await curl(SEED)).json() as [{ itemid: number }];
    const half = join(draftFolder(service.context.config), `${'a'.repeat(32)}.part`);
    await writeFile(half, 'half');
    await utimes(half, 1, 1);
    const began = new Date(Date.now() - 60_000);
    await sweepDrafts(service.context, began);
    await expect(draftFile(service.context, { userId: 2, itemId })).resolves.toMatchObject({ size: 21 });
    now = new Date(now.getTime() + 2 * 24 * 60 * 60 * 1000 + 1000);
    await expect(draftFile(service.context, { userId: 2, itemId })).rejects.toThrow();
    await sweepDrafts(service.context, began);
    expect(await stored()).toEqual([]);
  });
});

describe('attacks', () => {
  const server = '/webservice/rest/server.php';
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const post = (body: string, headers: Record<string, string> = form) =>
    service.ask(server, { method: 'POST', key: null, headers, body });

  test('keys that poison objects are refused (8)', async () => {
    for (const query of ['?__proto__[x]=1', '?a[constructor]=1'])
      expect((await service.ask(server + query, { key: null })).status).toBe(400);
    expect((await post('settings[__proto__][x]=1')).status).toBe(400);
    expect({}).not.toHaveProperty('x');
  });

  test('what is too large or too deep is refused before it is looked at (16)', async () => {
    expect((await post(`a=${'x'.repeat(1_100_000)}`)).status).toBe(413);
    expect((await post(`a${'[b]'.repeat(30)}=1`)).status).toBe(413);
  });

  test('paths lead nowhere (5)', async () => {
    const paths = [
      '..%2f..%2fetc%2fpasswd',
      '5/user/draft/77/%2e%2e/%2e%2e/agent.sqlite',
      '%00',
      '5/user/draft/77/',
    ];
    for (const path of paths) {
      const { body } = await service.ask(`/webservice/pluginfile.php/${path}?token=${admin}`, { key: null });
      expect(['filenotfound', 'invalidarguments']).toContain((body as { errorcode?: string }).errorcode);
    }
  });

  test('the API key opens no web service, a token nothing of the API, other methods nothing', async () => {
    expect((await service.ask(`${server}?moodlewsrestformat=json`)).body).toMatchObject({
      errorcode: 'invalidtoken',
    });
    expect((await service.ask(`/webservice/tokens?wstoken=${admin}`, { key: null })).status).toBe(401);
    expect((await service.ask(server, { method: 'PUT' })).status).toBe(405);
  });

  test('guessing tokens ends in 429; who has come in before still does (14)', async () => {
    const ask = (token: string) =>
      service.ask(
        `${server}?moodlewsrestformat=json&wsfunction=core_webservice_get_site_info&wstoken=${token}`,
      );
    expect((await ask(admin)).body).toMatchObject({ username: 'admin' });
    for (let i = 0; i < FAILED_KEY_LIMIT; i++) await ask(i.toString(16).padStart(32, '0'));
    expect((await ask('b'.repeat(32))).status).toBe(429);
    expect((await ask(admin)).body).toMatchObject({ username: 'admin' });
  });

  test('no token is in the log or the store (20)', async () => {
    expect(log).toContain('wstoken=[redacted]');
    expect(log).not.toContain(admin);
    expect(JSON.stringify(await service.context.store.prisma.webserviceToken.findMany())).not.toContain(
      admin,
    );
  });
});
