/** Presets that the agent makes of the sample site, over real HTTP, with a panel that takes the callback. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSetting } from '../../contract/agent/sealed-setting.js';
import {
  DELIVERY_HEADER,
  JOB_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  verifyCallback,
} from '../../contract/agent/signature.js';
import { readPresetXml } from '../moodle/preset-xml.js';
import type { HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { CANARY, startPresetAgent, type PresetAgent } from './testing/preset-agent.js';
import { orderPreset, type PresetPanel } from './testing/preset-panel.js';

let fixture: PresetAgent;
let agent: HttpAgent;
let panel: PresetPanel;

beforeAll(async () => {
  fixture = await startPresetAgent();
  ({ agent, panel } = fixture);
}, 60_000);
afterAll(() => fixture?.stop());

describe('a preset of the site', () => {
  test('is posted to the panel as XML, signed, with the number of its task', async () => {
    const { answer, id, taken } = await orderPreset(agent, panel);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: true, message: 'Admin presets creation in progress', moodle_job_id: id },
    });
    const { path, headers, xml } = taken;
    expect(path).toBe('/api/instances/7/admin_preset');
    expect(headers['content-type']).toBe('application/xml');
    expect(headers[JOB_HEADER]).toBe(String(id));
    const timestamp = Number(headers[TIMESTAMP_HEADER]);
    const signed = { timestamp, deliveryId: String(headers[DELIVERY_HEADER]), path, body: xml };
    expect(verifyCallback(TEST_KEY, signed, String(headers[SIGNATURE_HEADER]), timestamp)).toBe(true);

    const preset = readPresetXml(xml);
    expect(preset.settings.length).toBeGreaterThan(80);
    expect(preset.settings).toContainEqual(
      expect.objectContaining({ plugin: 'none', name: 'minpasswordlength', value: '12' }),
    );
    expect(preset.plugins).toContainEqual({ type: 'mod', name: 'quiz', enabled: '1' });
    const check = await agent.ask(`/tasks/check?id=${id}&type=admin_presets_create`);
    expect(check.body).toMatchObject({
      status: 1,
      result: {
        settings: preset.settings.length,
        plugins: preset.plugins.length,
        size: Buffer.byteLength(xml),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    // The panel has it.
    expect((await agent.ask(`/admin_presets/file?id=${id}`)).status).toBe(404);
  });

  test('is there to be fetched as long as the panel has not taken it', async () => {
    panel.status = 500;
    const { id, taken } = await orderPreset(agent, panel);
    const file = await agent.ask(`/admin_presets/file?id=${id}`);
    panel.status = 200;
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toMatch(/^application\/xml/);
    expect(file.body).toBe(taken.xml);
  });

  test('holds no secret, and sealed ones only where they are asked for', async () => {
    const plain = await orderPreset(agent, panel);
    expect(plain.taken.xml).not.toMatch(
      new RegExp(`${CANARY}|SMTPPASS|BIND_PW|LIBRARYAPIKEY|LIBRARYURL|moopanel:`),
    );
    const sealed = await orderPreset(agent, panel, 'instanceid=7&sensitive=1');
    const value = (name: string) =>
      readPresetXml(sealed.taken.xml).settings.find((one) => one.name === name)!.value;
    expect(openSetting(TEST_KEY, 'none', 'smtppass', value('smtppass'))).toBe(CANARY);
    expect(openSetting(TEST_KEY, 'auth_ldap', 'bind_pw', value('bind_pw'))).toBe(CANARY);
    expect(sealed.taken.xml).not.toContain(CANARY);
    expect(fixture.logged()).toContain('task ended');
    expect(fixture.logged()).not.toContain(CANARY);
    expect(await fixture.storeFiles()).not.toContain(CANARY);
  });

  test('is not made without the number of an instance', async () => {
    for (const query of ['', '?instanceid=0', '?instanceid=x', '?instanceid=7&instanceid=8']) {
      expect(await agent.ask(`/admin_presets${query}`)).toMatchObject({
        status: 403,
        body: { error: 'Please provide a valid instance ID.' },
      });
    }
    expect((await agent.ask('/admin_presets?instanceid=7&sensitive=yes')).status).toBe(400);
  });
});
