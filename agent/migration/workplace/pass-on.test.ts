import { afterEach, expect, test } from '@jest/globals';
import { BridgeError, type MoodleBridge } from '../../moodle/bridge.js';
import type { ServiceAnswer } from '../../moodle/workplace-bridge.js';
import { createTestContext, type TestContext } from '../../testing/test-context.js';
import { throughWorkplace } from './pass-on.js';
import { defaults, handMadeCall, ownFunctions } from './testing/hand-made-call.js';
import { workplaceFile } from './workplace-file.js';

let context: TestContext;
afterEach(() => context.dispose());

type Asked = Parameters<MoodleBridge['callService']>[0];

/** A site that answers as it is told; what it has no answer for, it has no function for. */
async function siteWith(answers: Readonly<Record<string, ServiceAnswer>>, hasWorkplace = true) {
  const asked: Asked[] = [];
  const callService = async (request: Asked) => {
    asked.push(request);
    const answer = answers[request.name];
    if (answer === undefined) throw new BridgeError('not-found', 'no such function');
    return answer;
  };
  const bridge = { hasWorkplace: async () => hasWorkplace, callService };
  context = await createTestContext({ siteParts: { bridge } });
  return { asked, call: handMadeCall(context, 7) };
}

test('a plain Moodle is served by the agent itself', async () => {
  const { asked, call } = await siteWith({}, false);
  expect(await throughWorkplace(ownFunctions.performExport).run({ exporter: 'x', ...defaults }, call)).toBe(
    'ours',
  );
  expect(asked).toEqual([]);
});

test('Workplace is asked for the same thing in the name of the same user', async () => {
  const { asked, call } = await siteWith({ tool_wp_perform_export: { value: { id: 19, settings: '{}' } } });
  const run = throughWorkplace(ownFunctions.performExport);
  const given = { ...defaults, exporter: 'x', tenant: 'acme', settings: '{"a":1}' };
  expect(await run.run(given, call)).toEqual({ id: 19, settings: '{}' });
  await run.run({ ...defaults, exporter: '' }, call);
  expect(asked).toEqual([
    {
      name: 'tool_wp_perform_export',
      userId: 7,
      parameters: { exporter: 'x', tenant: 'acme', settings: '{"a":1}' },
    },
    { name: 'tool_wp_perform_export', userId: 7, parameters: { exporter: '' } },
  ]);
});

test('its refusals are given word for word, and its addresses lead to the agent', async () => {
  const exception = {
    exception: 'invalid_parameter_exception',
    errorcode: 'invalidparameter',
    message: 'Invalid parameter value detected (no)',
  };
  const wwwroot = 'http://moodle.example.org';
  const { call } = await siteWith({
    tool_wp_perform_export: { exception },
    tool_wp_retrieve_export_file: {
      value: [
        { fileurl: `${wwwroot}/webservice/pluginfile.php/1/tool_wp/export/19/a%20b.zip` },
        { fileurl: `${wwwroot}/webservice/pluginfile.php?file=%2F1%2Ftool_wp%2Fexport%2F19%2Fc.zip` },
        { fileurl: 'https://elsewhere.example/pluginfile.php/1/x' },
      ],
    },
  });
  const refused = throughWorkplace(ownFunctions.performExport).run({ exporter: '', ...defaults }, call);
  await expect(refused).rejects.toMatchObject(exception);
  const files = await throughWorkplace(ownFunctions.getExportFile).run({ exportid: 19 }, call);
  expect(files).toEqual([
    { fileurl: 'https://agent.example/webservice/pluginfile.php/1/tool_wp/export/19/a%20b.zip' },
    { fileurl: 'https://agent.example/webservice/pluginfile.php/1/tool_wp/export/19/c.zip' },
    { fileurl: 'https://elsewhere.example/pluginfile.php/1/x' },
  ]);
  expect(await throughWorkplace(ownFunctions.getImportLog).run({ importid: 1 }, call)).toBe('ours');
});

test('a file that Workplace does not name to the user is not read', async () => {
  const { call } = await siteWith({
    tool_wp_retrieve_export_file: {
      value: [
        {
          filename: 'a.zip',
          filesize: 1,
          fileurl: 'http://moodle.example.org/webservice/pluginfile.php/1/tool_wp/export/19/a.zip',
        },
      ],
    },
  });
  const place = { contextId: 1, component: 'tool_wp', filearea: 'export', itemId: 19, filepath: '/' };
  for (const other of [
    { filename: 'b.zip' },
    { contextId: 2, filename: 'a.zip' },
    { filearea: 'x', filename: 'a.zip' },
  ])
    expect(await workplaceFile(context, call.caller, { ...place, ...other })).toBeNull();
});
