/**
 * A stand-in for Moodle Workplace, which nobody can install here: a plugin `tool_wp` with the functions of its migration
 * that answers as its documentation shows. It moves nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const parameters = {
  perform_export: `
    'exporter' => new external_value(PARAM_RAW, 'Exporter'),
    'settings' => new external_value(PARAM_RAW, 'Settings', VALUE_DEFAULT, '{}'),
    'dryrun' => new external_value(PARAM_BOOL, 'Dry run', VALUE_DEFAULT, false),
    'tenant' => new external_value(PARAM_RAW, 'Tenant', VALUE_DEFAULT, null),
    'notenant' => new external_value(PARAM_BOOL, 'Without a tenant', VALUE_DEFAULT, false),`,
  perform_import: `
    'exportid' => new external_value(PARAM_INT, 'Export', VALUE_DEFAULT, 0),
    'file' => new external_value(PARAM_INT, 'Draft item', VALUE_DEFAULT, 0),
    'importer' => new external_value(PARAM_RAW, 'Importer', VALUE_DEFAULT, ''),
    'settings' => new external_value(PARAM_RAW, 'Settings', VALUE_DEFAULT, '{}'),
    'dryrun' => new external_value(PARAM_BOOL, 'Dry run', VALUE_DEFAULT, false),`,
  retrieve_export_file: `'exportid' => new external_value(PARAM_INT, 'Export'),`,
  get_export_status: `'exportid' => new external_value(PARAM_INT, 'Export'),`,
  get_import_status: `'importid' => new external_value(PARAM_INT, 'Import'),`,
} as const;
type Name = keyof typeof parameters;

const order = `new external_single_structure([
  'id' => new external_value(PARAM_INT, 'Id'), 'settings' => new external_value(PARAM_RAW, 'Settings')])`;
const status = `new external_single_structure(['status' => new external_value(PARAM_INT, 'Status'),
  'statusstr' => new external_value(PARAM_RAW, 'In words'), 'progress' => new external_value(PARAM_FLOAT, 'Progress')])`;
const files = `new external_multiple_structure(new external_single_structure([
  'filename' => new external_value(PARAM_FILE, 'Name'), 'filepath' => new external_value(PARAM_PATH, 'Path'),
  'filesize' => new external_value(PARAM_INT, 'Bytes'), 'fileurl' => new external_value(PARAM_RAW, 'Address'),
  'timemodified' => new external_value(PARAM_INT, 'Time'), 'mimetype' => new external_value(PARAM_RAW, 'Type'),
  'isexternalfile' => new external_value(PARAM_BOOL, 'Elsewhere')]))`;
const returns: Readonly<Record<Name, string>> = {
  perform_export: order,
  perform_import: order,
  retrieve_export_file: files,
  get_export_status: status,
  get_import_status: status,
};

const scheduled = `return ['status' => 2, 'statusstr' => 'Scheduled', 'progress' => 0];`;
const bodies: Readonly<Record<Name, string>> = {
  perform_export: `
    require_capability('moodle/site:config', \\context_system::instance());
    [$exporter, $settings, $dryrun, $tenant] = $given;
    $there = ['tool_program\\\\tool_wp\\\\exporter\\\\programs', 'tool_tenant\\\\tool_wp\\\\exporter\\\\tenants'];
    if (!in_array($exporter, $there)) {
        throw new \\invalid_parameter_exception("Could not find exporter '$exporter'\\nChoose from: " . implode(', ', $there));
    }
    if ($tenant !== null && $tenant !== 'acme') {
        throw new \\invalid_parameter_exception("Could not find tenant '$tenant'");
    }
    if ($dryrun) {
        return ['id' => 0, 'settings' => $settings];
    }
    get_file_storage()->create_file_from_string(['contextid' => \\context_system::instance()->id, 'component' => 'tool_wp',
        'filearea' => 'export', 'itemid' => 19, 'filepath' => '/', 'filename' => 'programs-export.zip',
        'mimetype' => 'application/zip'], "programs of the tenant $tenant for $USER->username");
    return ['id' => 19, 'settings' => $settings];`,
  perform_import: `
    [, $item, , $settings] = $given;
    $files = get_file_storage()->get_area_files(\\context_user::instance($USER->id)->id, 'user', 'draft', $item, 'id', false);
    if (!$files) {
        throw new \\invalid_parameter_exception('There is no file');
    }
    $file = reset($files);
    return ['id' => 56, 'settings' => json_encode(['name' => $file->get_filename(), 'content' => $file->get_content(),
        'given' => $settings])];`,
  retrieve_export_file: `
    require_capability('moodle/site:config', \\context_system::instance());
    $files = \\core_external\\util::get_area_files(\\context_system::instance()->id, 'tool_wp', 'export', $given[0]);
    if (!$files) {
        throw new \\moodle_exception('exportnotready', 'tool_wp');
    }
    return $files;`,
  get_export_status: scheduled,
  get_import_status: scheduled,
};

const classText = (name: Name) => `<?php
namespace tool_wp\\external;
use core_external\\{external_api, external_function_parameters, external_multiple_structure, external_single_structure, external_value};
class ${name} extends external_api {
    public static function execute_parameters() {
        return new external_function_parameters([${parameters[name]}]);
    }
    public static function execute(...$given) {
        global $USER;
        self::validate_context(\\context_system::instance());
        ${bodies[name]}
    }
    public static function execute_returns() {
        return ${returns[name]};
    }
}
`;

const guard = "<?php\ndefined('MOODLE_INTERNAL') || die();\n";
const service = (name: Name) =>
  `'tool_wp_${name}' => ['classname' => 'tool_wp\\external\\${name}', 'methodname' => 'execute', 'type' => 'write', 'description' => '${name}'],`;

function pluginFiles(): [path: string, text: string][] {
  const names = Object.keys(parameters) as Name[];
  return [
    [
      'version.php',
      `${guard}$plugin->component = 'tool_wp'; $plugin->version = 2026010100; $plugin->requires = 2023042400;\n`,
    ],
    [
      'lang/en/tool_wp.php',
      `${guard}$string['pluginname'] = 'Stand-in for Workplace'; $string['exportnotready'] = 'Export not ready';\n`,
    ],
    ['db/services.php', `${guard}$functions = [\n${names.map(service).join('\n')}\n];\n`],
    ...names.map((name): [string, string] => [`classes/external/${name}.php`, classText(name)]),
  ];
}

const cli = (codeRoot: string, script: string, ...args: string[]) =>
  execFileSync('php', [join(codeRoot, 'admin/cli', script), ...args], { stdio: 'pipe' });

/** @throws Error where the site has a `tool_wp` of its own, which is left alone */
export async function installStandIn(codeRoot: string): Promise<void> {
  const folder = join(codeRoot, 'admin/tool/wp');
  if (existsSync(folder)) throw new Error(`${folder} is there already`);
  for (const [path, text] of pluginFiles()) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  cli(codeRoot, 'upgrade.php', '--non-interactive');
}

export async function removeStandIn(codeRoot: string): Promise<void> {
  cli(codeRoot, 'uninstall_plugins.php', '--plugins=tool_wp', '--run');
  await rm(join(codeRoot, 'admin/tool/wp'), { recursive: true, force: true });
  cli(codeRoot, 'upgrade.php', '--non-interactive');
}
