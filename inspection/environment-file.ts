/** Reads what a release of Moodle, or a plugin, asks of the machine: its `environment.xml`. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { PackageRefused } from './package-refused.js';
import { compareVersions, normaliseVersion } from './versions.js';

export interface Requirements {
  /** The oldest PHP: `8.1.0`. */
  php: string | null;
  /** The first PHP that is too new: `8.4`. */
  phpBelow: string | null;
  /** Extensions without which nothing works. */
  phpExtensions: string[];
  /** The oldest database by Moodle's name of the vendor: `mariadb`, `mysql`, `postgres` … */
  databases: Record<string, string>;
  /** The oldest release of Moodle that can be upgraded: `4.1.2`. */
  moodle: string | null;
}

/** Bytes; Moodle 5.1's, which goes back to 1.5, has 170,000. */
export const environmentFileLimit = 2 * 1024 * 1024;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: 16,
});

const attribute = z.string().max(255).optional();
/** An element without contents is an empty text to the parser. */
const element = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => (typeof value === 'string' ? {} : value), z.object(shape));
const elements = <T extends z.ZodRawShape>(shape: T) => z.array(element(shape)).max(500).default([]);

const section = {
  '@version': attribute,
  '@requires': attribute,
  '@name': attribute,
  PHP: elements({
    '@version': attribute,
    '@level': attribute,
    RESTRICT: elements({ '@function': attribute }),
  }),
  PHP_EXTENSIONS: elements({ PHP_EXTENSION: elements({ '@name': attribute, '@level': attribute }) }),
  DATABASE: elements({ VENDOR: elements({ '@name': attribute, '@version': attribute }) }),
};
const matrix = z.object({
  COMPATIBILITY_MATRIX: elements({ MOODLE: elements(section), PLUGIN: elements(section) }),
});
type Section = z.infer<z.ZodObject<typeof section>>;

/**
 * What a release of Moodle asks for: its own section, or that of the latest release before it.
 * @param release `4.5.6 (Build: 20250811)`
 * @throws PackageRefused `version-file` when the file cannot be read or says nothing of the release
 */
export function coreRequirements(xml: string, release: string): Requirements {
  const found = sectionsOf(xml)
    .moodle.filter((one) => compareVersions(one['@version'] ?? '', release) <= 0)
    .sort((a, b) => compareVersions(a['@version'] ?? '', b['@version'] ?? ''))
    .at(-1);
  if (!found) {
    throw new PackageRefused(
      'version-file',
      `Moodle’s environment.xml says nothing about ${release}: fetch the zip again from moodle.org.`,
    );
  }
  return requirementsOf(found);
}

/**
 * What a plugin asks for, on any Moodle; null where the file is for another plugin.
 * @throws PackageRefused `version-file` when the file cannot be read
 */
export function pluginRequirements(xml: string, component: string): Requirements | null {
  const found = sectionsOf(xml).plugin.find((one) => one['@name'] === component);
  return found ? requirementsOf(found) : null;
}

function sectionsOf(xml: string): { moodle: Section[]; plugin: Section[] } {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) {
    throw unreadable('it declares a document type or entities');
  }
  try {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) throw new Error(valid.err.msg);
    const roots = matrix.parse(parser.parse(xml)).COMPATIBILITY_MATRIX;
    return { moodle: roots.flatMap((root) => root.MOODLE), plugin: roots.flatMap((root) => root.PLUGIN) };
  } catch (error) {
    throw unreadable(error instanceof z.ZodError ? 'it is of another form' : String(error));
  }
}

function unreadable(why: string): PackageRefused {
  return new PackageRefused(
    'version-file',
    `The zip’s environment.xml cannot be read (${why.slice(0, 200)}).`,
  );
}

function requirementsOf(found: Section): Requirements {
  const [php] = found.PHP.filter((one) => one['@level'] !== 'optional');
  const restriction = php?.RESTRICT.map((one) =>
    /^restrict_php_version_(\d)(\d*)$/.exec(one['@function'] ?? ''),
  );
  const [, major, minor] = restriction?.find((match) => match !== null) ?? [];
  const required = found.PHP_EXTENSIONS.flatMap((list) => list.PHP_EXTENSION)
    .filter((one) => one['@level'] === 'required')
    .flatMap((one) => one['@name'] ?? []);
  const vendors = found.DATABASE.flatMap((list) => list.VENDOR);
  return {
    php: php?.['@version'] ?? null,
    phpBelow: major === undefined ? null : minor ? `${major}.${minor}` : major,
    phpExtensions: required.map((name) => name.toLowerCase()),
    databases: Object.fromEntries(
      vendors.flatMap(({ '@name': name, '@version': version }) =>
        name && version && /^[a-z]\w*$/.test(name) && name !== 'constructor'
          ? [[name, normaliseVersion(version)]]
          : [],
      ),
    ),
    moodle: found['@requires'] ?? null,
  };
}
