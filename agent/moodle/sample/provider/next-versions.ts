/** Makes the zips that the sample's update service hands out: the site's own code with raised versions. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import { samplePlugins, typeFolders, type SamplePlugin } from '../build/plugin-list.js';
import { splitComponent } from '../build/code.js';
import { coreOffers, type CoreOffer } from '../build/core-offers.js';

/** A file that is offered, and what stands in its name. */
export interface OfferedZip {
  component: string;
  file: string;
}

/** `mod_attendance-4.5.3.zip` */
export function zipName(component: string, release: string): string {
  return `${component}-${release.split(' ')[0]}.zip`;
}

/** Every offered plugin and Moodle as a zip in `folder`; those that are there already stay. */
export async function makeOfferedZips(moodleDir: string, folder: string): Promise<OfferedZip[]> {
  await mkdir(folder, { recursive: true });
  const there = new Set(await readdir(folder));
  const made: OfferedZip[] = [];
  const offer = async (component: string, release: string, write: (file: string) => Promise<void>) => {
    const name = zipName(component, release);
    const file = join(folder, name);
    if (!there.has(name)) {
      await write(`${file}.part`);
      await rename(`${file}.part`, file);
    }
    made.push({ component, file });
  };
  for (const plugin of samplePlugins) {
    const { update } = plugin;
    if (update) await offer(plugin.component, update.release, (file) => zipPlugin(moodleDir, plugin, file));
  }
  for (const core of coreOffers)
    await offer('moodle', core.release, (file) => zipCore(moodleDir, core, file));
  return made;
}

const pluginFolder = ({ component }: SamplePlugin) => {
  const { type, name } = splitComponent(component);
  return join(typeFolders[type] ?? type, name);
};

async function zipPlugin(moodleDir: string, plugin: SamplePlugin, file: string): Promise<void> {
  const { version, release } = plugin.update!;
  const root = splitComponent(plugin.component).name;
  const folder = join(moodleDir, pluginFolder(plugin));
  await zip(
    file,
    await filesBelow(folder),
    (path) => join(root, path),
    folder,
    (path, text) => (path === 'version.php' ? raised(text, version, release) : text),
  );
}

/** Moodle without the plugins from elsewhere, as its own zips are. */
async function zipCore(moodleDir: string, core: CoreOffer, file: string): Promise<void> {
  const additional = samplePlugins.filter((plugin) => plugin.additional).map(pluginFolder);
  const own = (path: string) =>
    path !== 'config.php' && !additional.some((folder) => path.startsWith(`${folder}/`));
  const files = (await filesBelow(moodleDir)).filter(own);
  await zip(
    file,
    files,
    (path) => join('moodle', path),
    moodleDir,
    (path, text) => {
      if (path === 'version.php') return core.versionPhp;
      return path.endsWith('/version.php') && core.pluginVersion !== null
        ? raised(text, core.pluginVersion, null)
        : text;
    },
    { 'admin/environment.xml': core.environment },
  );
}

async function zip(
  file: string,
  paths: readonly string[],
  nameOf: (path: string) => string,
  from: string,
  change: (path: string, text: string) => string,
  extra: Readonly<Record<string, string>> = {},
): Promise<void> {
  const archive = new ZipArchive({ zlib: { level: 6 } });
  const writing = pipeline(archive, createWriteStream(file));
  for (const path of paths.filter((each) => !(each in extra)))
    archive.append(change(path, await readFile(join(from, path), 'utf8')), {
      name: nameOf(path),
      mode: 0o644,
    });
  for (const [path, text] of Object.entries(extra)) archive.append(text, { name: nameOf(path), mode: 0o644 });
  await archive.finalize();
  await writing;
}

/** Paths below the folder; all of the sample's code is text. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function raised(text: string, version: number, release: string | null): string {
  const changed = text.replace(/(\$plugin->version\s*=\s*)\d+/, `$1${version}`);
  return release === null ? changed : changed.replace(/(\$plugin->release\s*=\s*)'[^']*'/, `$1'${release}'`);
}
