/** The code tree, as far as somebody who looks after plugins reads it: `version.php` files and the plugins' names. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleSite } from '../layout.js';
import { samplePlugins, typeFolders, type SamplePlugin } from './plugin-list.js';

const guard = "<?php\ndefined('MOODLE_INTERNAL') || die();\n\n";

export function buildCode(moodleDir: string): void {
  mkdirSync(moodleDir, { recursive: true });
  const lines = [
    `$version  = ${sampleSite.version}.00;`,
    `$release  = '${sampleSite.release}';`,
    `$branch   = '405';`,
    `$maturity = MATURITY_STABLE;`,
  ];
  writeFileSync(join(moodleDir, 'version.php'), `${guard}${lines.join('\n')}\n`);
  for (const plugin of samplePlugins) buildPlugin(moodleDir, plugin);
}

function buildPlugin(moodleDir: string, plugin: SamplePlugin): void {
  const { type, name } = splitComponent(plugin.component);
  const folder = join(moodleDir, typeFolders[type] ?? type, name);
  const strings = join(folder, 'lang', 'en');
  mkdirSync(strings, { recursive: true });
  const lines = [
    `$plugin->version   = ${plugin.version};`,
    `$plugin->requires  = ${plugin.requires};`,
    `$plugin->component = '${plugin.component}';`,
    ...(plugin.release
      ? [`$plugin->release   = '${plugin.release}';`, '$plugin->maturity  = MATURITY_STABLE;']
      : []),
  ];
  writeFileSync(join(folder, 'version.php'), `${guard}${lines.join('\n')}\n`);
  // Activities keep their texts under their short name.
  const texts = type === 'mod' ? name : plugin.component;
  writeFileSync(join(strings, `${texts}.php`), `${guard}$string['pluginname'] = '${plugin.name}';\n`);
}

/** `mod_assign` is `assign` of type `mod`. */
export function splitComponent(component: string): { type: string; name: string } {
  const at = component.indexOf('_');
  return { type: component.slice(0, at), name: component.slice(at + 1) };
}
