/** Makes the zip of a plugin for a test: small, whole, and as wrong as the test asks for. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';

export interface PluginZipOptions {
  /** `local_thing` */
  component: string;
  /** By default 2024100700. */
  version?: number | string;
  release?: string;
  /** `$plugin->requires`; by default 2022112800, that is Moodle 4.1. Null leaves it out. */
  requires?: number | string | null;
  /** `'any'` or the least version, by component. */
  dependencies?: Readonly<Record<string, number | 'any'>>;
  /** `[401, 405]` */
  supported?: readonly [number, number];
  incompatible?: number;
  /** By default `MATURITY_STABLE`. */
  maturity?: string;
  /** The folder in the zip; by default the plugin's name. Empty puts the files at the zip's root; `a/b` nests them. */
  root?: string;
  /** Instead of the `version.php` made of the above; null leaves the file out. */
  versionPhp?: string | null;
  /** Further files below the root, or instead of those made: path to contents. */
  files?: Readonly<Record<string, string | Buffer>>;
  /** Files beside the root: paths count from the top of the zip. */
  beside?: Readonly<Record<string, string | Buffer>>;
}

/** The text of a plugin's `version.php`. */
export function pluginVersionPhp(options: PluginZipOptions): string {
  const { requires = 2022112800, supported } = options;
  const dependencies = Object.entries(options.dependencies ?? {}).map(
    ([name, version]) => `'${name}' => ${version === 'any' ? 'ANY_VERSION' : version}`,
  );
  return [
    '<?php',
    "defined('MOODLE_INTERNAL') || die();",
    `$plugin->component = '${options.component}';`,
    `$plugin->version = ${options.version ?? 2024100700};`,
    requires !== null && `$plugin->requires = ${requires};`,
    `$plugin->release = '${options.release ?? '1.0'}';`,
    `$plugin->maturity = ${options.maturity ?? 'MATURITY_STABLE'};`,
    supported && `$plugin->supported = [${supported.join(', ')}];`,
    options.incompatible !== undefined && `$plugin->incompatible = ${options.incompatible};`,
    dependencies.length > 0 && `$plugin->dependencies = [${dependencies.join(', ')}];`,
    '',
  ]
    .filter((line) => typeof line === 'string')
    .join('\n');
}

/** The files of a plugin that Moodle installs: `version.php`, an English language file, and what else is asked for. */
export function pluginFiles(options: PluginZipOptions): Record<string, string | Buffer> {
  const [type, ...rest] = options.component.split('_');
  const name = rest.join('_');
  const language = type === 'mod' ? name : options.component;
  const { versionPhp = pluginVersionPhp(options) } = options;
  return {
    ...(versionPhp === null ? {} : { 'version.php': versionPhp }),
    [`lang/en/${language}.php`]: `<?php\n$string['pluginname'] = 'The plugin ${name}';\n`,
    ...options.files,
  };
}

/**
 * Writes the zip, its folders listed as GitHub and Moodle do.
 * @param target absolute; folders above it are made
 * @returns `target`
 */
export async function makePluginZip(target: string, options: PluginZipOptions): Promise<string> {
  const root = options.root ?? options.component.replace(/^[^_]*_/, '');
  const inRoot = Object.entries(pluginFiles(options)).map(
    ([path, contents]) => [root === '' ? path : `${root}/${path}`, contents] as const,
  );
  return makeZip(target, Object.fromEntries([...inRoot, ...Object.entries(options.beside ?? {})]));
}

/**
 * Writes any zip of files.
 * @param files path to contents; a path that ends with a slash is a folder
 */
export async function makeZip(
  target: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const zip = new ZipArchive({ zlib: { level: 6 } });
  const writing = pipeline(zip, createWriteStream(target));
  for (const folder of foldersOf(Object.keys(files))) zip.append('', { name: folder, type: 'directory' });
  for (const [name, contents] of Object.entries(files)) {
    if (!name.endsWith('/')) zip.append(contents, { name, mode: 0o644 });
  }
  await zip.finalize();
  await writing;
  return target;
}

function foldersOf(paths: readonly string[]): Set<string> {
  const parents = paths.flatMap((path) =>
    [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)),
  );
  return new Set(parents);
}
