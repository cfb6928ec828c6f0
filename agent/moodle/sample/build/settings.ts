/** Settings of the site and its plugins, what was installed when, and the updates that Moodle found. */
import { versionsHash } from '../change/versions-hash.js';
import { addFile } from '../filedir.js';
import { sampleSite } from '../layout.js';
import { sampleSettings as administration } from '../presets/catalogue.js';
import { SettingValues } from '../presets/setting-values.js';
import type { SampleSql } from '../sql.js';
import type { SampleSiteFacts } from '../sample-sites.js';
import { siteStart, termStart, type Build } from './build.js';
import { drawLogo } from './logo.js';
import { updateResponse } from '../provider/update-response.js';
import { samplePlugins } from './plugin-list.js';

/** The modules in the order in which Moodle would have installed them. */
const modules = [
  'assign',
  'attendance',
  'book',
  'forum',
  'label',
  'page',
  'quiz',
  'resource',
  'url',
] as const;
const blocks = ['activity_modules', 'calendar_month', 'html', 'myoverview', 'timeline', 'xp'] as const;

const settings = {
  version: sampleSite.version,
  release: sampleSite.release,
  branch: '405',
  allversionshash: versionsHash([
    ['core', sampleSite.version],
    ...samplePlugins.map(({ component, version }) => [component, String(version)] as const),
  ]),
  siteadmins: '2',
  siteguest: '1',
  theme: 'boost',
  lang: 'en',
  timezone: 'Europe/London',
  country: 'GB',
  auth: 'email,ldap,oauth2',
  enrol_plugins_enabled: 'manual,guest,self,cohort',
  rolesactive: '1',
  guestloginbutton: '0',
  enablecompletion: '1',
  cronclionly: '1',
  maintenance_enabled: '0',
  upgraderunning: '0',
  supportname: 'IT Service Desk',
  smtpuser: 'moodle',
  smtppass: 'not-a-real-password',
  defaulthomepage: '1',
  frontpage: '6',
  frontpageloggedin: '6',
  defaultfrontpageroleid: '8',
  defaultuserroleid: '7',
  guestroleid: '6',
  notloggedinroleid: '6',
  updateautocheck: '1',
  updateminmaturity: '200',
  enablewebservices: '1',
  sessiontimeout: '28800',
  themerev: '1756713600',
  jsrev: '1756713600',
} as const;

/** What one sample site has set otherwise than another. */
const ownSettings = ({ identifier, city, domain }: SampleSiteFacts) => ({
  siteidentifier: identifier,
  defaultcity: city,
  supportemail: `servicedesk@${domain}`,
  noreplyaddress: `noreply@${domain}`,
  smtphosts: `smtp.${domain}:587`,
});

export function buildSettings(build: Build, systemContext: number, admin: number): void {
  const { sql } = build;
  for (const [name, value] of Object.entries({ ...settings, ...ownSettings(build.site) })) {
    sql.insert('config', { name, value });
  }
  for (const name of modules) sql.insert('modules', { name, visible: 1 });
  for (const name of blocks) sql.insert('block', { name, visible: 1 });
  const put = (plugin: string, name: string, value: string) =>
    sql.insert('config_plugins', { plugin, name, value });
  const installed = { type: 0, info: 'Plugin installed', userid: admin, timemodified: siteStart };
  for (const plugin of samplePlugins) {
    put(plugin.component, 'version', String(plugin.version));
    const version = String(plugin.version);
    sql.insert('upgrade_log', { ...installed, plugin: plugin.component, version, targetversion: version });
  }
  const core = { plugin: 'core', version: sampleSite.version, targetversion: sampleSite.version };
  sql.insert('upgrade_log', { ...installed, ...core, info: 'Core upgraded', timemodified: termStart });
  put('core_plugin', 'recentfetch', String(build.now - 7200));
  put(
    'core_plugin',
    'recentresponse',
    JSON.stringify(updateResponse(build.now - 7200, 'https://download.moodle.example', new Map())),
  );
  put('tool_task', 'lastcronstart', String(build.now - 40));
  put('tool_task', 'lastcroninterval', '60');
  put('enrol_manual', 'roleid', '5');
  put('auth_ldap', 'host_url', 'ldaps://ldap.lakeside.example');
  put('auth_ldap', 'bind_pw', 'not-a-real-password');
  put('quiz', 'timelimit', '0');
  buildAdministration(sql);
  buildLogos(build, systemContext, admin, put);
}

/** What the administration pages were set to and is not stored yet. */
function buildAdministration(sql: SampleSql): void {
  const values = new SettingValues(sql);
  for (const setting of administration) {
    if (setting.kind === 'course') continue;
    values.write(setting, setting.name, setting.built ?? values.read(setting));
    const beside = values.readAttribute(setting);
    if (setting.attribute && beside !== undefined) values.write(setting, setting.attribute.name, beside);
  }
}

function buildLogos(
  { sql, layout }: Build,
  contextid: number,
  userid: number,
  put: (plugin: string, name: string, value: string) => void,
): void {
  for (const [filearea, width, height] of [
    ['logo', 360, 120],
    ['logocompact', 96, 96],
  ] as const) {
    const filename = `lakeside-${filearea}.png`;
    const content = drawLogo(width, height);
    const area = { contextid, component: 'core_admin', filearea, itemid: 0 };
    addFile(sql, layout.filedir, {
      ...area,
      filename,
      mimetype: 'image/png',
      content,
      userid,
      time: siteStart,
    });
    put('core_admin', filearea, `/${filename}`);
  }
}
