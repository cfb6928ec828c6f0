/** Every line of the documentation of Moodle's migration services, as it is printed there, against a running agent. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { parseConfig } from '../config.js';
import { startAgent, type RunningAgentProgram } from '../main.js';
import { openBuiltSite } from '../moodle/sample/testing/built-site.js';
import { until } from '../testing/until.js';
import { createToken } from './tokens/make-token.js';
import { seedCurl } from './testing/seed-curl.js';

/** The file of the documentation. */
const POSITIONS = `idnumber,parent,name,description,ismanager
CEO,,Chief Executive Officer,Chief Executive Officer position,1
COO,CEO,Chief Operating Officer,Chief Operating Officer position,1
HMD,COO,Head of Marketing and Design,Head of Marketing and Design position,1
MCO,HMD,Marketing Consultant,Marketing Consultant position,0
OM,COO,Office Manager,Office Manager position,0
`;
const ORG = 'tool_organisation\\tool_wp\\exporter\\orgstructure';

let folder: string;
let agent: RunningAgentProgram;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-seed-'));
  await writeFile(join(folder, 'positions.csv'), POSITIONS);
  const logger = createLogger('test', 'silent');
  const config = parseConfig({
    AGENT_DATA_DIR: join(folder, 'agent'),
    AGENT_API_KEY: 'seed-lines-key-0123456789-0123456789',
    MOODLE_SAMPLE: '1',
    AGENT_PORT: '0',
  });
  agent = await startAgent(config, { logger, site: await openBuiltSite(join(folder, 'site'), logger) });
  const request = { name: '', username: 'admin', addresses: [], expires_at: null };
  token = (await createToken(agent.context, request)).token;
}, 60_000);
afterAll(async () => {
  await agent?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Ids of the documentation are replaced by those that this agent has given. */
async function curl(line: string, ids: Readonly<Record<string, number>> = {}): Promise<unknown> {
  const own = line.replace(/\b(exportid|importid|file)=\d+/g, (text, name: string) =>
    name in ids ? `${name}=${ids[name]}` : text,
  );
  return (await seedCurl(own, { url: agent.url, token, folder })).json();
}

const ended = async (line: string, ids: Readonly<Record<string, number>>) => {
  let last: unknown;
  await until(async () => {
    last = await curl(line, ids);
    return ((last as { status?: number }).status ?? 0) >= 4;
  });
  return last;
};

test('export: choose, look, order, follow, fetch', async () => {
  const unknown =
    await curl(String.raw`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_export&exporter=&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`);
  expect(unknown).toEqual({
    exception: 'invalid_parameter_exception',
    errorcode: 'invalidparameter',
    message: expect.stringMatching(
      /^Invalid parameter value detected \(Could not find exporter \nChoose from: .*tool_organisation\\tool_wp\\exporter\\orgstructure.*\)$/,
    ) as unknown,
  });

  const look =
    await curl(String.raw`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\tool_wp\exporter\orgstructure&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`);
  expect(look).toEqual({ id: 0, settings: '{"export_instances":"all","select_frameworks":[]}' });

  const positions = '{"export_instances":"positions","select_frameworks":[]}';
  const ordered =
    (await curl(String.raw`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\tool_wp\exporter\orgstructure&settings={"export_instances": "positions"}&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`)) as { id: number; settings: string };
  expect(ordered).toEqual({ id: expect.any(Number) as unknown, settings: positions });
  const older =
    (await curl(String.raw`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_export&exporter=tool_organisation\tool_wp\exporter\orgstructure&settings[0][name]=export_instances&settings[0][value]=positions&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`)) as { settings: string };
  expect(older.settings).toBe(positions);

  const ids = { exportid: ordered.id };
  const end = await ended(
    `curl 'http://moodle.local/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_export_status&exportid=72&wstoken=f1355062bead0eab2f3d101e54243e0d' | jq`,
    ids,
  );
  expect(end).toEqual({ status: 4, statusstr: 'Completed', progress: 1 });

  const [file] = (await curl(
    String.raw`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_retrieve_export_file&exportid=19&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`,
    ids,
  )) as { filename: string; filesize: number; fileurl: string }[];
  expect(file).toEqual({
    filename: expect.stringMatching(/^organisation-structure-frameworks-export-\d{8}-\d{4}\.zip$/) as unknown,
    filepath: '/',
    filesize: expect.any(Number) as unknown,
    fileurl: `${agent.url}/webservice/pluginfile.php/1/tool_wp/export/${ordered.id}/${file!.filename}`,
    timemodified: expect.any(Number) as unknown,
    mimetype: 'application/zip',
    isexternalfile: false,
  });
  const download = await fetch(`${file!.fileurl}?token=${token}`);
  const bytes = Buffer.from(await download.arrayBuffer());
  expect([download.status, bytes.length, bytes.toString('latin1', 0, 2)]).toEqual([
    200,
    file!.filesize,
    'PK',
  ]);
}, 60_000);

test('import: upload, choose, map the columns, order, follow', async () => {
  const [{ itemid }] =
    (await curl(String.raw`$ curl -X POST -F "image=@positions.csv" https://SITENAME/webservice/upload.php?token=cf3788edbe41d7a89e963d9432b15331 \
| jq`)) as [{ itemid: number }];
  const ids = { file: itemid };

  const ambiguous = await curl(
    String.raw`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_import&file=880413439&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`,
    ids,
  );
  expect(ambiguous).toEqual({
    exception: 'invalid_parameter_exception',
    errorcode: 'invalidparameter',
    message:
      'Invalid parameter value detected (More than one importer is available, importer must be specified\nChoose from: tool_organisation\\tool_wp\\importer\\departments_csv, tool_organisation\\tool_wp\\importer\\positions_csv)',
  });

  const look = await curl(
    String.raw`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
> --data 'wsfunction=tool_wp_perform_import&file=880413439&importer=tool_organisation\tool_wp\importer\positions_csv&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \
> | jq`,
    ids,
  );
  const settings = (manager: string) =>
    `{"target_framework":"new","hierarchy":"selected","identifier":"idnumber","csvmapping:name":"name","csvmapping:idnumber":"idnumber","csvmapping:description":"description","csvmapping:descriptionformat":"","csvdefault:descriptionformat":"1","csvmapping:parentid":"parent","csvmapping:globalmanager":"${manager}","csvmapping:departmentmanager":"","select_framework":null}`;
  expect(look).toEqual({ id: 0, settings: settings('') });

  const ordered = (await curl(
    String.raw`$ curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_import&file=880413439&settings[0][name]=csvmapping:globalmanager&settings[0][value]=ismanager&importer=tool_organisation\tool_wp\importer\positions_csv&settings={"csvmapping:globalmanager": "ismanager"}&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`,
    ids,
  )) as { id: number };
  expect(ordered).toEqual({ id: expect.any(Number) as unknown, settings: settings('ismanager') });

  const end = await ended(
    `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_import_status&importid=72&wstoken=f1355062bead0eab2f3d101e54243e0d' | jq`,
    { importid: ordered.id },
  );
  expect(end).toEqual({ status: 4, statusstr: 'Completed', progress: 1 });
  const positions = await agent.context.store.prisma.orgUnit.findMany({
    where: { framework: { name: 'positions', kind: 'position' } },
    include: { parent: true },
    orderBy: { id: 'asc' },
  });
  const tree = Object.fromEntries(
    positions.map(({ idnumber, parent, globalManager }) => [
      idnumber,
      [parent?.idnumber ?? null, globalManager],
    ]),
  );
  expect(tree).toEqual({
    CEO: [null, true],
    COO: ['CEO', true],
    HMD: ['COO', true],
    MCO: ['HMD', false],
    OM: ['COO', false],
  });
}, 60_000);

test('import of an export: the dry run says what would apply', async () => {
  const { id } = (await curl(
    `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_perform_export&exporter=${ORG}&wstoken=${token}'`,
  )) as { id: number };
  await ended(
    `curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' --data 'wsfunction=tool_wp_get_export_status&exportid=72&wstoken=${token}'`,
    { exportid: id },
  );
  const look = await curl(
    String.raw`curl 'https://SITENAME/webservice/rest/server.php?moodlewsrestformat=json' \
--data 'wsfunction=tool_wp_perform_import&exportid=19&dryrun=1&wstoken=cf3788edbe41d7a89e963d9432b15331' \
| jq`,
    { exportid: id },
  );
  expect(look).toEqual({ id: 0, settings: expect.stringMatching(/^\{.*\}$/) as unknown });
}, 60_000);
