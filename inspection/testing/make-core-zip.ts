/** Makes the zip of a small Moodle for a test: what describes it, and whatever files the test adds. */
import { pluginFiles, makeZip } from './make-plugin-zip.js';

export interface CoreZipOptions {
  /** `2025041400.03` */
  version: number | string;
  /** `5.0.3 (Build: 20250811)` */
  release: string;
  /** `500` */
  branch: number;
  /** By default `MATURITY_STABLE`. */
  maturity?: string;
  /** The folder in the zip, by default `moodle`; empty for the top. */
  root?: string;
  /** Puts everything but `config-dist.php` into `public`, as Moodle does since 5.1. */
  publicFolder?: boolean;
  /** Versions of the standard plugins by component; of the types mod, local and theme. */
  plugins?: Readonly<Record<string, number>>;
  /** Further files below the folder of `version.php`. */
  files?: Readonly<Record<string, string | Buffer>>;
  /** Leaves `admin/environment.xml` out. */
  noEnvironment?: boolean;
}

const section = (version: string, requires: string, php: string, databases: [string, string, string]) => `
  <MOODLE version="${version}" requires="${requires}">
    <DATABASE level="required">
      <VENDOR name="mariadb" version="${databases[0]}" />
      <VENDOR name="mysql" version="${databases[1]}" />
      <VENDOR name="postgres" version="${databases[2]}" />
    </DATABASE>
    <PHP version="${php}" level="required">
      <RESTRICT function="restrict_php_version_85" message="unsupportedphpversion85" />
    </PHP>
    <PHP_EXTENSIONS>
      <PHP_EXTENSION name="intl" level="required"><FEEDBACK><ON_ERROR message="intlrequired" /></FEEDBACK></PHP_EXTENSION>
      <PHP_EXTENSION name="sodium" level="required"/>
      <PHP_EXTENSION name="exif" level="optional"/>
    </PHP_EXTENSIONS>
  </MOODLE>`;

const environmentXml = `<?xml version="1.0" encoding="UTF-8" ?>
<COMPATIBILITY_MATRIX>${section('4.5', '4.1.2', '8.1.0', ['10.6.7', '8.0', '13'])}${section(
  '5.0',
  '4.2.3',
  '8.2.0',
  ['10.11.0', '8.4', '15'],
)}
</COMPATIBILITY_MATRIX>
`;

/** Path to contents, as it stands in the zip. */
export function coreFiles(options: CoreZipOptions): Record<string, string | Buffer> {
  const root = options.root ?? 'moodle';
  const top = root === '' ? '' : `${root}/`;
  const base = options.publicFolder ? `${top}public/` : top;
  const files: Record<string, string | Buffer> = {
    'version.php': [
      '<?php',
      "defined('MOODLE_INTERNAL') || die();",
      `$version  = ${options.version};              // YYYYMMDD = branching date; $version = 1;`,
      `$release  = '${options.release}';`,
      `$branch   = '${options.branch}';`,
      `$maturity = ${options.maturity ?? 'MATURITY_STABLE'};`,
      '',
    ].join('\n'),
    'lib/components.json': JSON.stringify({ plugintypes: { mod: 'mod', local: 'local', theme: 'theme' } }),
    'mod/quiz/db/subplugins.json': JSON.stringify({ plugintypes: { quizaccess: 'mod/quiz/accessrule' } }),
    ...(options.noEnvironment ? {} : { 'admin/environment.xml': environmentXml }),
    ...standardPlugins(options.plugins ?? {}),
    ...options.files,
  };
  return {
    [`${top}config-dist.php`]: '<?php\n',
    ...Object.fromEntries(Object.entries(files).map(([path, contents]) => [`${base}${path}`, contents])),
  };
}

function standardPlugins(plugins: Readonly<Record<string, number>>): Record<string, string | Buffer> {
  const all = Object.entries(plugins).flatMap(([component, version]) =>
    Object.entries(pluginFiles({ component, version, requires: null })).map(
      ([path, contents]) => [`${component.replace('_', '/')}/${path}`, contents] as const,
    ),
  );
  return Object.fromEntries(all);
}

/**
 * Writes the zip.
 * @param target absolute; folders above it are made
 * @returns `target`
 */
export async function makeCoreZip(target: string, options: CoreZipOptions): Promise<string> {
  return makeZip(target, coreFiles(options));
}
