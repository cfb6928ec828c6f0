/**
 * Puts PHP programs together. Their text is sent through standard input, so that they run where PHP cannot see the
 * agent's files: in a container, or under a user who may not read them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../runtime/package-root.js';

const presets = [
  'load-moodle.php',
  'leftovers.php',
  'secret-classes.php',
  'presets.php',
  'preset-values.php',
] as const;
const creation = ['load-moodle.php', 'creation.php'] as const;

const restoring = [
  'load-moodle.php',
  'leftovers.php',
  'progress.php',
  'archive.php',
  'plan-settings.php',
  'restoring.php',
] as const;

/** Programs by name, each with the files below `programs/` that it is made of, in order. */
const programs = {
  'site-config': ['site-config.php'],
  'php-user': ['php-user.php'],
  facts: ['load-moodle.php', 'facts.php'],
  inventory: ['without-caches.php', 'load-moodle.php', 'inventory.php'],
  'upgrade-state': ['without-caches.php', 'load-moodle.php', 'upgrade-state.php'],
  'purge-caches': ['without-component-cache.php', 'load-moodle.php', 'purge-caches.php'],
  'empty-caches': ['empty-caches.php'],
  'check-updates': ['load-moodle.php', 'check-updates.php'],
  'uninstall-reasons': ['without-caches.php', 'load-moodle.php', 'uninstall-reasons.php'],
  uninstall: ['without-component-cache.php', 'load-moodle.php', 'uninstall.php'],
  'syntax-errors': ['syntax-errors.php'],
  'secret-settings': ['load-moodle.php', 'secret-classes.php', 'secret-settings.php'],
  access: ['load-moodle.php', 'access.php'],
  'capability-names': ['load-moodle.php', 'capability-names.php'],
  sweep: ['load-moodle.php', 'leftovers.php', 'sweep.php'],
  'backup-course': [
    'load-moodle.php',
    'leftovers.php',
    'progress.php',
    'plan-settings.php',
    'backup-course.php',
  ],
  'inspect-archive': [
    'load-moodle.php',
    'leftovers.php',
    'progress.php',
    'archive.php',
    'inspect-archive.php',
  ],
  'restore-course': [...restoring, 'restore-course.php'],
  'restore-new-course': [...restoring, 'restore-new-course.php'],
  'export-preset': [...presets, 'export-preset.php'],
  'apply-preset': [...presets, 'preset-application.php', 'apply-preset.php'],
  'undo-preset': [...presets, 'undo-preset.php'],
  'create-profilefields': [...creation, 'create-profilefields.php'],
  'create-coursecategories': [...creation, 'create-coursecategories.php'],
  'create-users': [...creation, 'create-users.php'],
  'create-cohorts': [...creation, 'create-cohorts.php'],
  'create-cohortmembers': [...creation, 'create-cohortmembers.php'],
  'create-reports': [...creation, 'create-reports.php'],
  'create-certificates': [...creation, 'create-certificates.php'],
  'has-function': ['load-moodle.php', 'has-function.php'],
  'call-service': ['as-webservice.php', 'load-moodle.php', 'act-as.php', 'call-service.php'],
  'stored-file': ['load-moodle.php', 'leftovers.php', 'stored-file.php'],
  'put-draft-file': ['load-moodle.php', 'act-as.php', 'put-draft-file.php'],
} as const;
export type PhpProgramName = keyof typeof programs;

/**
 * What `php -r` is given: reads the program from standard input and leaves that open behind it. Without quotes, spaces
 * and dollars, so that a wrapper script around PHP cannot spoil it.
 */
export const loader = 'eval(stream_get_contents(STDIN,(int)fgets(STDIN)));';

/** The text of a file below `programs/`, without its opening tag. */
export function programPart(file: string): string {
  const text = readFileSync(join(packageRoot(), 'agent/moodle/php/programs', file), 'utf8');
  return text.replace(/^<\?php\n/, '');
}

/** The parts of a program, the protocol first. */
export function programText(name: PhpProgramName): string {
  return ['protocol.php', ...programs[name]].map(programPart).join('\n');
}

/**
 * What is written to standard input for the loader: the length in bytes, then the program, which finds the request in
 * `$moopanel`.
 */
export function loaderInput(text: string, request: Readonly<Record<string, unknown>>): Buffer {
  const encoded = Buffer.from(JSON.stringify(request)).toString('base64');
  const program = Buffer.from(`$moopanel = json_decode(base64_decode('${encoded}'));\n${text}`);
  return Buffer.concat([Buffer.from(`${program.length}\n`), program]);
}
