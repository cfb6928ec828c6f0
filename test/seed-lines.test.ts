/**
 * Every line that the documentation of Moodle Workplace's migration services prints, as it is written there but for host,
 * token and ids, and what it shows as the answer. The work between them is done by one pass of the queue, as by cron.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrganisationReply } from '../contract/agent/organisation.js';
import { courseCopyHandlers } from '../agent/course-copies/handlers.js';
import { migrationHandlers } from '../agent/migration/handlers.js';
import { openSampleSite } from '../agent/moodle/sample/sample-site.js';
import { copyBuiltSite } from '../agent/moodle/sample/testing/built-site.js';
import { startHttpAgent, type HttpAgent } from '../agent/testing/http-agent.js';
import { createLogger } from '../runtime/logger.js';
import { seedCurl } from '../agent/webservice/testing/seed-curl.js';

const POSITIONS = `idnumber,parent,name,description,ismanager
CEO,,Chief Executive Officer,Chief Executive Officer position,1
COO,CEO,Chief Operating Officer,Chief Operating Officer position,1
HMD,COO,Head of Marketing and Design,Head of Marketing and Design position,1
MCO,HMD,Marketing Consultant,Marketing Consultant position,0
OM,COO,Office Manager,Office Manager position,0
`;
/** What the seed prints, with what one Moodle has other than another left open. */
const POSITIONS_SETTINGS =
  '{"target_framework":"new","hierarchy":"selected","identifier":"idnumber","csvmapping:name":"name","csvmapping:idnumber":"idnumber","csvmapping:description":"description","csvmapping:descriptionformat":"","csvdefault:descriptionformat":"1","csvmapping:parentid":"parent","csvmapping:globalmanager":"","csvmapping:departmentmanager":"","select_framework":null}';

let agent: HttpAgent;
let folder: string;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-seeds-'));
  await writeFile(join(folder, 'positions.csv'), POSITIONS);
  agent = await startHttpAgent({
    site: async (place) => {
      await copyBuiltSite(join(place, 'site'));
      return openSampleSite(join(place, 'site'), createLogger('test', 'silent'));
    },
  });
  const { context } = agent;
  for (const handler of [...courseCopyHandlers(context), ...migrationHandlers(context)]) {
    context.tasks.register(handler);
  }
  const made = await agent.ask('/webservice/tokens', { method: 'POST', data: { username: 'admin' } });
  ({ token } = made.body as { token: string });
}, 60_000);
afterAll(async () => {
  await agent?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The line with this agent's address, token and ids. */
function line(text: string, ids: Readonly<Record<string, string | number>> = {}) {
  let own = text;
  for (const [from, to] of Object.entries(ids)) own = own.replaceAll(from, String(to));
  return seedCurl(own, { url: agent.server.url, token, folder });
}

describe('exports', () => {
  let id: number;

  test('no exporter named: the error lists what there is to choose from', async () => {
    const reply = await line(`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_export&exporter=&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({
      exception: 'invalid_parameter_exception',
      errorcode: 'invalidparameter',
      message:
        'Invalid parameter value detected (Could not find exporter \nChoose from: tool_organisation\\tool_wp\\exporter\\jobs, tool_organisation\\tool_wp\\exporter\\orgstructure, tool_reportbuilder\\tool_wp\\exporter\\customreports, tool_wp\\tool_wp\\exporter\\cohorts, tool_wp\\tool_wp\\exporter\\coursecategories, tool_wp\\tool_wp\\exporter\\courses, tool_wp\\tool_wp\\exporter\\site, tool_wp\\tool_wp\\exporter\\users)',
    });
  });

  test('a dry run answers the settings that would apply', async () => {
    const reply = await line(`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\\tool_wp\\exporter\\orgstructure&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`);
    expect(reply.json()).toEqual({
      id: 0,
      settings: '{"export_instances":"all","select_frameworks":[]}',
    });
  });

  test('settings as JSON, and in the older form', async () => {
    const reply = await line(`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\\tool_wp\\exporter\\orgstructure&settings={"export_instances": "positions"}&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`);
    expect(reply.json()).toEqual({
      id: expect.any(Number),
      settings: '{"export_instances":"positions","select_frameworks":[]}',
    });
    ({ id } = reply.json() as { id: number });
    const older = await line(`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\\tool_wp\\exporter\\orgstructure&settings[0][name]=export_instances&settings[0][value]=positions&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`);
    expect(older.json()).toMatchObject({ id: id + 1 });
  });

  test('the status, the file when cron has run, and its download', async () => {
    const status = `curl 'http://moodle.local/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_export_status&exportid=72&wstoken=f1355062bead0eab2f3d101e54243e0d' | jq`;
    const retrieve = `$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_retrieve_export_file&exportid=19&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`;
    expect((await line(status, { '=72': `=${id}` })).json()).toEqual({
      status: 2,
      statusstr: 'Scheduled',
      progress: 0,
    });
    expect((await line(retrieve, { '=19': `=${id}` })).text).toContain('Export not ready');
    await agent.context.tasks.runOnce();
    expect((await line(status, { '=72': `=${id}` })).json()).toEqual({
      status: 4,
      statusstr: 'Completed',
      progress: 1,
    });
    const files = (await line(retrieve, { '=19': `=${id}` })).json() as Record<string, unknown>[];
    expect(files).toEqual([
      {
        filename: expect.stringMatching(/^organisation-structure-frameworks-export-\d{8}-\d{4}\.zip$/),
        filepath: '/',
        filesize: expect.any(Number),
        fileurl: `${agent.server.url}/webservice/pluginfile.php/1/tool_wp/export/${id}/${String(files[0]!.filename)}`,
        timemodified: expect.any(Number),
        mimetype: 'application/zip',
        isexternalfile: false,
      },
    ]);
    const file = await line(
      `$ curl ${String(files[0]!.fileurl)}?token=cf3788edbe41d7a89e963d9432b15331 > exportfile.zip`,
    );
    expect(file.status).toBe(200);
    expect(file.headers.get('content-length')).toBe(String(files[0]!.filesize));
    expect(file.text).toMatch(/^PK/);
  });

  test('an import of that export, looked at first', async () => {
    const reply = await line(
      `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_import&exportid=19&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`,
      { '=19': `=${id}` },
    );
    expect(reply.json()).toEqual({ id: 0, settings: expect.stringMatching(/^\{.*\}$/) });
  });
});

describe('imports', () => {
  let item: number;
  let id: number;

  test('a file goes into a draft area', async () => {
    const reply =
      await line(`$ curl -X POST -F "image=@positions.csv" https://SITENAME/webservice/upload.php?token=cf3788edbe41d7a89e963d9432b15331 \\
| jq`);
    expect(reply.json()).toEqual([
      {
        component: 'user',
        contextid: expect.any(Number),
        userid: '2',
        filearea: 'draft',
        filename: 'positions.csv',
        filepath: '/',
        itemid: expect.any(Number),
        license: 'allrightsreserved',
        author: 'Ada Administrator',
        source: 'O:8:"stdClass":1:{s:6:"source";s:13:"positions.csv";}',
      },
    ]);
    item = (reply.json() as { itemid: number }[])[0]!.itemid;
  });

  test('a CSV file may be meant for several importers: one must be named', async () => {
    const reply = await line(
      `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_import&file=880413439&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`,
      { '880413439': item },
    );
    expect(reply.json()).toEqual({
      exception: 'invalid_parameter_exception',
      errorcode: 'invalidparameter',
      message:
        'Invalid parameter value detected (More than one importer is available, importer must be specified\nChoose from: tool_organisation\\tool_wp\\importer\\departments_csv, tool_organisation\\tool_wp\\importer\\positions_csv)',
    });
  });

  test('a dry run answers the settings down to the last mapping', async () => {
    const reply = await line(
      `$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
> --data 'wsfunction=tool_wp_perform_import&file=880413439&importer=tool_organisation\\tool_wp\\importer\\positions_csv&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
> | jq`,
      { '880413439': item },
    );
    expect(reply.json()).toEqual({ id: 0, settings: POSITIONS_SETTINGS });
  });

  test('with the mapping put right, in both forms at once', async () => {
    const reply = await line(
      `$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \\
--data 'wsfunction=tool_wp_perform_import&file=880413439&settings[0][name]=csvmapping:globalmanager&settings[0][value]=ismanager&importer=tool_organisation\\tool_wp\\importer\\positions_csv&settings={"csvmapping:globalmanager": "ismanager"}&wstoken=cf3788edbe41d7a89e963d9432b15331' \\
| jq`,
      { '880413439': item },
    );
    expect(reply.json()).toEqual({
      id: expect.any(Number),
      settings: POSITIONS_SETTINGS.replace(
        '"csvmapping:globalmanager":""',
        '"csvmapping:globalmanager":"ismanager"',
      ),
    });
    ({ id } = reply.json() as { id: number });
  });

  test('the status, and the positions with their managers once cron has run', async () => {
    const status = `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_import_status&importid=72&wstoken=f1355062bead0eab2f3d101e54243e0d' | jq`;
    expect((await line(status, { '=72': `=${id}` })).json()).toEqual({
      status: 2,
      statusstr: 'Scheduled',
      progress: 0,
    });
    await agent.context.tasks.runOnce();
    expect((await line(status, { '=72': `=${id}` })).json()).toEqual({
      status: 4,
      statusstr: 'Completed',
      progress: 1,
    });
    const { frameworks } = (await agent.ask('/organisation')).body as OrganisationReply;
    const framework = frameworks.find(({ name }) => name === 'positions');
    const names = new Map(framework?.units.map((unit) => [unit.id, unit.idnumber]));
    expect(
      framework?.units.map((unit) => [unit.idnumber, names.get(unit.parentid ?? 0), unit.globalmanager]),
    ).toEqual(
      expect.arrayContaining([
        ['CEO', undefined, true],
        ['COO', 'CEO', true],
        ['HMD', 'COO', true],
        ['MCO', 'HMD', false],
        ['OM', 'COO', false],
      ]),
    );
  });

  test('the log of an import, which the documentation misses', async () => {
    const reply = await line(
      `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_import_log&importid=72&wstoken=f1355062bead0eab2f3d101e54243e0d' | jq`,
      { '=72': `=${id}` },
    );
    expect(reply.json()).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ line: 2, outcome: 'created' })]),
    });
  });
});
