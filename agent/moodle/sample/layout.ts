/** Where things lie in the sample site's folder. */
import { join } from 'node:path';

export interface SampleLayout {
  folder: string;
  database: string;
  moodleDir: string;
  dataroot: string;
  filedir: string;
  tempdir: string;
  /** Where backups are made and archives are unpacked; nothing in it outlives a start. */
  backupTempdir: string;
}

export function sampleLayout(folder: string): SampleLayout {
  const dataroot = join(folder, 'moodledata');
  const tempdir = join(dataroot, 'temp');
  return {
    folder,
    database: join(folder, 'site.sqlite'),
    moodleDir: join(folder, 'moodle'),
    dataroot,
    filedir: join(dataroot, 'filedir'),
    tempdir,
    backupTempdir: join(tempdir, 'backup'),
  };
}

/** What the site is built as; later its code and its database say themselves which Moodle they are. */
export const sampleSite = {
  wwwroot: 'https://moodle.lakeside.example',
  version: '2024100706',
  release: '4.5.6 (Build: 20250811)',
  /** What PHP the sample says it has: the versions that Moodle 4.5 asks for. */
  phpVersion: '8.2.29',
} as const;
