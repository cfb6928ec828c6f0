/** Finds out what a plugin's zip is, and that it is safe, before anything of it is written or run. */
import { component as componentName } from '../contract/agent/common.js';
import { parseCoreVersionFile } from './core-version-file.js';
import { environmentFileLimit, pluginRequirements } from './environment-file.js';
import { digestsOf } from './file-digests.js';
import { isBelow, isLitter } from './litter.js';
import { PackageRefused } from './package-refused.js';
import type { PluginPackage } from './plugin-package.js';
import { findPluginRoot } from './plugin-root.js';
import { oldSubpluginFolders, subpluginFolders, subpluginsIn } from './subplugins.js';
import { describesOldModule, parseVersionFile, type VersionFile } from './version-file.js';
import { shown } from './zip/entry-path.js';
import { pluginLimits, type ZipLimits } from './zip/limits.js';
import type { ZipEntry } from './zip/local-headers.js';
import { withZip, type ZipFile } from './zip/zip-file.js';

/** Bytes of a `version.php` or of a list of subplugins: far more than any has. */
const SMALL_FILE = 256 * 1024;

export interface InspectOptions {
  /** How much is taken; what is left out is as for a plugin. */
  limits?: Partial<ZipLimits>;
  signal?: AbortSignal;
}

/**
 * Reads the whole zip once, everything in it unpacked, counted and compared with its checksum; nothing is written.
 * @param file absolute path
 * @throws PackageRefused with a code and a message for people; system errors when the file cannot be read
 */
export async function inspectPluginZip(file: string, options: InspectOptions = {}): Promise<PluginPackage> {
  const limits = { ...pluginLimits, ...options.limits };
  return withZip(file, { limits, signal: options.signal }, async (zip) => {
    const root = findPluginRoot(zip.entries);
    const plugin = new PluginFiles(zip, root);
    const description = await describe(plugin);
    const subplugins = await plugin.subplugins(description.name);
    const environment = await plugin.environment(description.component);
    await zip.verify();
    return {
      ...description,
      ...(await digestsOf(zip.bytes())),
      root,
      files: plugin.files.size,
      unpackedSize: [...plugin.files.values()].reduce((sum, entry) => sum + entry.size, 0),
      ...subplugins,
      environment,
    };
  });
}

/** The files below the plugin's folder, by their paths in it. */
class PluginFiles {
  readonly files: ReadonlyMap<string, ZipEntry>;

  constructor(
    private readonly zip: ZipFile,
    root: string,
  ) {
    const start = root === '' ? 0 : root.length + 1;
    this.files = new Map(
      zip.entries
        .filter((entry) => !entry.folder && isBelow(entry.path, root) && !isLitter(entry.path))
        .map((entry) => [entry.path.slice(start), entry]),
    );
  }

  /** Null for a file that is not there. */
  async read(path: string, limit = SMALL_FILE): Promise<Buffer | null> {
    const entry = this.files.get(path);
    return entry ? this.zip.whole(entry, limit) : null;
  }

  async subplugins(name: string): Promise<{ subplugins: string[]; subpluginTypes: string[] }> {
    const json = await this.read('db/subplugins.json');
    const php = json === null ? await this.read('db/subplugins.php') : null;
    try {
      const types = json
        ? subpluginFolders(json, name)
        : oldSubpluginFolders(php?.toString('utf8') ?? '', name);
      return {
        subplugins: subpluginsIn(types, [...this.files.keys()]),
        subpluginTypes: [...types.keys()].sort(),
      };
    } catch {
      throw new PackageRefused(
        'version-file',
        'The plugin’s db/subplugins.json cannot be read, and Moodle could not read it either.',
      );
    }
  }

  async environment(component: string): Promise<PluginPackage['environment']> {
    const xml = await this.read('environment.xml', environmentFileLimit);
    return xml && pluginRequirements(xml.toString('utf8'), component);
  }
}

/** @throws PackageRefused `version-file`, `layout` for Moodle itself */
async function describe(
  plugin: PluginFiles,
): Promise<VersionFile & Pick<PluginPackage, 'component' | 'version' | 'type' | 'name'>> {
  const text = (await plugin.read('version.php'))?.toString('utf8') ?? '';
  const found = parseVersionFile(text);
  const { component, version } = found;
  if (component === null && version === null && parseCoreVersionFile(text)) {
    throw new PackageRefused(
      'layout',
      'The zip holds Moodle itself and not a plugin: use the update of Moodle for it.',
    );
  }
  if (version === null && describesOldModule(text)) {
    throw new PackageRefused(
      'version-file',
      'The plugin’s version.php uses $module, which Moodle has not read since 2.6: take a newer release of the plugin.',
    );
  }
  if (component === null) {
    throw new PackageRefused(
      'version-file',
      'The plugin’s version.php does not say literally which plugin it is ($plugin->component): ask its author for a proper release.',
    );
  }
  if (!componentName.safeParse(component).success) {
    throw new PackageRefused(
      'version-file',
      `The plugin’s version.php gives a name that no plugin of Moodle can have ($plugin->component is ${shown(component)}): ask its author for a proper release.`,
    );
  }
  if (version === null) {
    throw new PackageRefused(
      'version-file',
      `The version.php of ${component} does not say its version literally ($plugin->version): ask its author for a proper release.`,
    );
  }
  const at = component.indexOf('_');
  return { ...found, component, version, type: component.slice(0, at), name: component.slice(at + 1) };
}
