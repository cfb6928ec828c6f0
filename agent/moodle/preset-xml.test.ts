/** Attack 7 of the threat list, and that real presets are read as they are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PresetRefused, readPresetXml } from './preset-xml.js';

const { GOLDEN_DIR } = process.env;
const preset = (inside: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<PRESET>${inside}</PRESET>`;
const setting = (inside: string) =>
  preset(`<ADMIN_SETTINGS><NONE><SETTINGS>${inside}</SETTINGS></NONE></ADMIN_SETTINGS>`);

/** Milliseconds and bytes that refusing takes. */
function cost(xml: string): { ms: number; bytes: number } {
  const from = { ms: performance.now(), bytes: process.memoryUsage().heapUsed };
  expect(() => readPresetXml(xml)).toThrow(PresetRefused);
  return { ms: performance.now() - from.ms, bytes: process.memoryUsage().heapUsed - from.bytes };
}

describe('a preset', () => {
  test('is read with its values as they are', () => {
    const { settings, plugins } = readPresetXml(
      preset(`<NAME>N</NAME><ADMIN_SETTINGS><ENROL__MANUAL><SETTINGS>
        <ROLEID roleid_adv="1"> 5 &lt;&amp;&gt; "é"
</ROLEID><EMPTY></EMPTY><CDATA><![CDATA[<b>]]></CDATA></SETTINGS></ENROL__MANUAL></ADMIN_SETTINGS>
        <PLUGINS><FILTER><TEX>-9999</TEX></FILTER></PLUGINS>`),
    );
    expect(settings.map(({ plugin, name, value }) => [plugin, name, value])).toEqual([
      ['enrol/manual', 'roleid', ' 5 <&> "é"\n'],
      ['enrol/manual', 'empty', ''],
      ['enrol/manual', 'cdata', '<b>'],
    ]);
    expect([...settings[0]!.attributes]).toEqual([['roleid_adv', '1']]);
    expect(plugins).toEqual([{ type: 'filter', name: 'tex', enabled: '-9999' }]);
  });

  (GOLDEN_DIR ? test : test.skip)('of a real Moodle is read whole', async () => {
    const xml = await readFile(join(GOLDEN_DIR!, 'moodle45-preset.xml'), 'utf8');
    const { settings, plugins, moodleVersion } = readPresetXml(xml);
    expect(moodleVersion).toBe('2024100706');
    expect(settings.length).toBeGreaterThan(1900);
    expect(plugins.length).toBeGreaterThan(400);
    expect(settings.find(({ name }) => name === 'agedigitalconsentmap')?.value).toContain('AT, 14\nBE, 13');
  });

  test('with a document type is refused', () => {
    const bomb = setting('<X>&b;</X>').replace(
      '<PRESET>',
      '<!DOCTYPE p [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><PRESET>',
    );
    expect(() => readPresetXml(bomb)).toThrow('document type');
    expect(() => readPresetXml(setting('<X><!ENTITY a "b"></X>'))).toThrow('document type');
  });

  test('in an encoding that could hide something is refused', () => {
    const hidden = `+ADwAIQ-DOCTYPE x+AFs-+ADwAIQ-ENTITY a SYSTEM +ACI-file:///etc/passwd+ACIAPgBdAD4-`;
    const xml = setting('<X>1</X>');
    for (const encoding of ['UTF-7', 'UTF-16', 'ISO-8859-1']) {
      expect(() =>
        readPresetXml(xml.replace('UTF-8', encoding).replace('<PRESET>', `${hidden}<PRESET>`)),
      ).toThrow('UTF-8');
    }
    expect(() => readPresetXml(setting('<X><?php 1 ?></X>'))).toThrow('instructions');
    for (const good of [
      xml,
      `\uFEFF${xml}`,
      xml.replace(/^.*\n/, ''),
      xml.replaceAll('"', "'").replace('UTF', 'utf'),
    ]) {
      expect(readPresetXml(good).settings).toHaveLength(1);
    }
  });

  test('that is nested deeply, holds very many elements or has no end costs next to nothing', () => {
    const size = 1_000_000;
    for (const xml of [
      '<A>'.repeat(size),
      preset(`${'<A>'.repeat(size)}${'</A>'.repeat(size)}`),
      setting('<A/>'.repeat(size)),
      '<'.repeat(size),
      '<!--'.repeat(size),
      '<![CDATA['.repeat(size),
      '<A "'.repeat(size),
      `<A ${'b="c" '.repeat(size)}`,
      setting(`<${'A'.repeat(size)}></${'A'.repeat(size)}>`),
    ]) {
      const { ms, bytes } = cost(xml);
      expect([xml.slice(0, 20), ms < 1500, bytes < 64 * 1024 ** 2]).toEqual([xml.slice(0, 20), true, true]);
    }
  });

  test('that says something twice, or says nothing, or is something else, is refused', () => {
    for (const xml of [
      '',
      'text',
      '<PRESET></PRESET>',
      '<OTHER><PRESET></PRESET></OTHER>',
      `${setting('<X>1</X>')}<PRESET></PRESET>`,
      setting('<X>1</X><X>2</X>'),
      setting('<X>1</X><x>2</x>'),
      setting('<X><Y>1</Y></X>'),
      setting('<X>1</X>').replace('<ADMIN_SETTINGS>', '<ADMIN_SETTINGS/><ADMIN_SETTINGS>'),
      preset('<PLUGINS><MOD><QUIZ>yes</QUIZ></MOD></PLUGINS>'),
      setting('<X>1</Y>'),
    ]) {
      expect(() => readPresetXml(xml)).toThrow(PresetRefused);
    }
  });

  test('cannot reach into objects by its names', () => {
    const { settings } = readPresetXml(setting('<CONSTRUCTOR>1</CONSTRUCTOR><TOSTRING>2</TOSTRING>'));
    expect(settings.map(({ name }) => name)).toEqual(['constructor', 'tostring']);
    expect(() => readPresetXml(setting('<__proto__>1</__proto__>'))).toThrow(PresetRefused);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
