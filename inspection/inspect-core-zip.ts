/** Finds out which Moodle a zip holds, and that it is safe, before anything of it is written or run. */
import type { CorePackage } from './core-package.js';
import { findCoreRoot, type CoreRoot } from './core-root.js';
import { coreRequirements, environmentFileLimit, type Requirements } from './environment-file.js';
import { digestsOf } from './file-digests.js';
import type { InspectOptions } from './inspect-plugin-zip.js';
import { isBelow, isLitter } from './litter.js';
import { standardPluginsOf } from './standard-plugins.js';
import { coreLimits } from './zip/limits.js';
import { withZip, type ZipFile } from './zip/zip-file.js';

/**
 * Reads the whole zip once, everything in it unpacked, counted and compared with its checksum; nothing is written.
 * Some seconds for a Moodle of 30,000 files, in constant memory.
 * @param file absolute path
 * @throws PackageRefused with a code and a message for people; system errors when the file cannot be read
 */
export async function inspectCoreZip(file: string, options: InspectOptions = {}): Promise<CorePackage> {
  const limits = { ...coreLimits, ...options.limits };
  return withZip(file, { limits, signal: options.signal }, async (zip) => {
    const found = await findCoreRoot(zip);
    const { root, publicFolder, version } = found;
    const environment = await environmentOf(zip, found);
    const plugins = await standardPluginsOf(zip, found.base);
    await zip.verify();
    const files = zip.entries.filter(
      (entry) => !entry.folder && isBelow(entry.path, root) && !isLitter(entry.path),
    );
    return {
      ...version,
      ...(await digestsOf(zip.bytes())),
      root,
      files: files.length,
      unpackedSize: files.reduce((sum, entry) => sum + entry.size, 0),
      publicFolder,
      environment,
      ...plugins,
    };
  });
}

/** Beside the plugins, or where a later Moodle keeps what the web server does not show. */
async function environmentOf(zip: ZipFile, found: CoreRoot): Promise<Requirements | null> {
  const places = [found.base, found.root].map((folder) =>
    folder === '' ? 'admin/environment.xml' : `${folder}/admin/environment.xml`,
  );
  const entry = zip.entries.find(({ path }) => places.includes(path));
  if (!entry) return null;
  const xml = await zip.whole(entry, environmentFileLimit);
  return coreRequirements(xml.toString('utf8'), found.version.release);
}
