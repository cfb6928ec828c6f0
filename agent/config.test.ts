import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadConfig, parseConfig } from './config.js';
import { splitCommand } from './split-command.js';

const moodle = { MOODLE_DIR: '/var/www/moodle' };

describe('parseConfig', () => {
  test('needs nothing but the folder of Moodle', () => {
    expect(parseConfig(moodle)).toMatchObject({
      port: 4100,
      host: '127.0.0.1',
      enabled: true,
      allowedIps: [],
      trustProxy: false,
      concurrentBackups: 2,
      databaseDump: { mode: 'auto', maxMb: 4096, folder: expect.stringMatching(/\/data\/agent\/dumps$/) },
      site: { kind: 'php', moodleDir: '/var/www/moodle', phpCommand: ['php'], phpTimeout: 60 },
    });
  });

  test.each([
    [{}, 'MOODLE_DIR'],
    [{ MOODLE_DIR: 'moodle' }, 'MOODLE_DIR'],
    [{ ...moodle, AGENT_PROT: '1' }, 'AGENT_PROT'],
    [{ ...moodle, AGENT_PORT: '80a' }, 'AGENT_PORT'],
    [{ ...moodle, AGENT_PORT: '70000' }, 'AGENT_PORT'],
    [{ ...moodle, AGENT_ENABLED: 'maybe' }, 'AGENT_ENABLED'],
    [{ ...moodle, AGENT_ALLOWED_IPS: '10.0.0.0/8, here' }, 'AGENT_ALLOWED_IPS'],
    [{ ...moodle, AGENT_TRUST_PROXY: 'everyone' }, 'AGENT_TRUST_PROXY'],
    [{ ...moodle, AGENT_CONCURRENT_BACKUPS: '0' }, 'AGENT_CONCURRENT_BACKUPS'],
    [{ ...moodle, AGENT_LOG_LEVEL: 'loud' }, 'AGENT_LOG_LEVEL'],
    [{ ...moodle, AGENT_API_KEY: 'two words' }, 'AGENT_API_KEY'],
    [{ ...moodle, PANEL_URL: 'ftp://panel' }, 'PANEL_URL'],
    [{ ...moodle, PHP_COMMAND: 'php "' }, 'PHP_COMMAND'],
    [{ ...moodle, AGENT_DOWNLOAD_TOKENS: 'only-a-token' }, 'AGENT_DOWNLOAD_TOKENS'],
    [{ ...moodle, AGENT_DOWNLOAD_HOSTS: 'https://mirror.example.org' }, 'AGENT_DOWNLOAD_HOSTS'],
    [{ ...moodle, AGENT_DOWNLOAD_HOSTS: '10.0.0.0/33' }, 'AGENT_DOWNLOAD_HOSTS'],
    [{ ...moodle, AGENT_DOWNLOAD_MAX_MB: '0' }, 'AGENT_DOWNLOAD_MAX_MB'],
    [{ ...moodle, AGENT_UPLOAD_MAX_MB: '0' }, 'AGENT_UPLOAD_MAX_MB'],
    [{ ...moodle, AGENT_EXPORT_MAX_ENTITIES: 'many' }, 'AGENT_EXPORT_MAX_ENTITIES'],
    [{ ...moodle, AGENT_SITE_URL: 'localhost' }, 'AGENT_SITE_URL'],
    [{ ...moodle, AGENT_DATABASE_DUMP: 'perhaps' }, 'AGENT_DATABASE_DUMP'],
    [{ ...moodle, AGENT_DATABASE_DUMP_MAX_MB: '4 GB' }, 'AGENT_DATABASE_DUMP_MAX_MB'],
  ])('%j stops the start with the name of the variable', (env, name) => {
    expect(() => parseConfig(env)).toThrow(name);
  });

  test('"false" is no, for the sample as for switches', () => {
    expect(parseConfig({ ...moodle, MOODLE_SAMPLE: 'false', AGENT_ENABLED: 'false' })).toMatchObject({
      enabled: false,
      site: { kind: 'php' },
    });
    expect(parseConfig({ ...moodle, MOODLE_SAMPLE: '1', AGENT_DATA_DIR: '/d' }).site).toMatchObject({
      kind: 'sample',
      folder: '/d/sample-site',
    });
    expect(parseConfig({ MOODLE_SAMPLE: '/elsewhere' }).site).toMatchObject({
      kind: 'sample',
      folder: '/elsewhere',
    });
  });

  test('reads where downloads may come from, and never shows a token', () => {
    const env = {
      ...moodle,
      AGENT_DOWNLOAD_TOKENS: 'marketplace.example.org=abc=, Other.example.org:8443=d',
      AGENT_DOWNLOAD_HOSTS: 'Mirror.example.org 10.2.0.0/16, [fd00::1]:8080',
      AGENT_DOWNLOAD_MAX_MB: '5',
    };
    expect(parseConfig(env).download).toEqual({
      tokens: { 'marketplace.example.org': 'abc=', 'other.example.org:8443': 'd' },
      allowedHosts: ['mirror.example.org', '10.2.0.0/16', '[fd00::1]:8080'],
      maxBytes: 5 * 1024 ** 2,
    });
    expect(parseConfig(moodle).download).toEqual({ tokens: {}, allowedHosts: [], maxBytes: 1024 ** 3 });
    const wrong = { ...moodle, AGENT_DOWNLOAD_TOKENS: 'a.org=b, canary-token' };
    expect(() => parseConfig(wrong)).toThrow(/^(?!.*canary).*AGENT_DOWNLOAD_TOKENS.*part 2/);
  });

  test('reads lists, addresses and commands', () => {
    expect(
      parseConfig({
        ...moodle,
        AGENT_ALLOWED_IPS: '10.0.0.0/8, ::1',
        AGENT_TRUST_PROXY: '1',
        PANEL_URL: 'https://panel.example.org/moo/',
        PHP_COMMAND: 'docker exec -i moodle php',
      }),
    ).toMatchObject({
      allowedIps: ['10.0.0.0/8', '::1'],
      trustProxy: 1,
      panelUrl: 'https://panel.example.org/moo',
      site: { phpCommand: ['docker', 'exec', '-i', 'moodle', 'php'] },
    });
  });
});

test('loadConfig: the environment goes before agent.env', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'moopanel-config-'));
  try {
    writeFileSync(
      join(dataDir, 'agent.env'),
      'MOODLE_DIR=/from/file\nAGENT_API_KEY=key-of-the-file\nAGENT_PORT=4999\n',
    );
    const env = { AGENT_DATA_DIR: dataDir, AGENT_PORT: '4998', AGENT_API_KEY: '' };
    expect(loadConfig(env)).toMatchObject({
      port: 4998,
      apiKey: 'key-of-the-file',
      apiKeyFile: join(dataDir, 'agent.env'),
      site: { moodleDir: '/from/file' },
    });
    expect(loadConfig({ ...env, AGENT_API_KEY: 'key-of-the-environment' })).toMatchObject({
      apiKey: 'key-of-the-environment',
      apiKeyFile: undefined,
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test('splitCommand splits words and quotes, and nothing else of a shell', () => {
  expect(splitCommand('PHP_COMMAND', `  '/opt/my php/bin/php'  -d "a=b c"`)).toEqual([
    '/opt/my php/bin/php',
    '-d',
    'a=b c',
  ]);
  expect(splitCommand('PHP_COMMAND', 'php; rm -rf $HOME')).toEqual(['php;', 'rm', '-rf', '$HOME']);
  expect(() => splitCommand('AGENT_RELOAD_COMMAND', '  ')).toThrow('AGENT_RELOAD_COMMAND');
});
