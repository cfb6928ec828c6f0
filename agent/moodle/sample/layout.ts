/** Where things lie in the sample site's folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleKinds, sampleSites, type SampleKind } from './sample-sites.js';

export interface SampleLayout {
  folder: string;
  kind: SampleKind;
  wwwroot: string;
  database: string;
  moodleDir: string;
  dataroot: string;
  filedir: string;
  tempdir: string;
  /** Where backups are made and archives are unpacked; nothing in it outlives a start. */
  backupTempdir: string;
}

export function sampleLayout(folder: string, kind = builtKind(folder)): SampleLayout {
  const dataroot = join(folder, 'moodledata');
  const tempdir = join(dataroot, 'temp');
  return {
    folder,
    kind,
    wwwroot: sampleSites[kind].wwwroot,
    database: join(folder, 'site.sqlite'),
    moodleDir: join(folder, 'moodle'),
    dataroot,
    filedir: join(dataroot, 'filedir'),
    tempdir,
    backupTempdir: join(tempdir, 'backup'),
  };
}

/** The file that says which of the sample sites a folder holds. */
export const kindFile = (folder: string) => join(folder, 'sample-kind');

/** A folder without the file holds the first. */
function builtKind(folder: string): SampleKind {
  try {
    const text = readFileSync(kindFile(folder), 'utf8').trim();
    return sampleKinds.find((kind) => kind === text) ?? 'university';
  } catch {
    return 'university';
  }
}

/** What the site is built as; later its code and its database say themselves which Moodle they are. */
export const sampleSite = {
  version: '2024100706',
  release: '4.5.6 (Build: 20250811)',
  /** What PHP the sample says it has: the versions that Moodle 4.5 asks for. */
  phpVersion: '8.2.29',
} as const;
