/** The files in a Moodle backup, whether it is a gzipped tar, as Moodle writes it, or a zip, as older ones did. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import unzipper from 'unzipper';
import { BridgeError } from './bridge.js';

/** How much an archive may unpack to before it is taken for a bomb. */
export const archiveLimits = {
  entries: 500_000,
  /** Bytes. */
  total: 64 * 1024 ** 3,
  /** Unpacked bytes per byte of the archive, once more than `ratioFrom` bytes were unpacked. */
  ratio: 200,
  ratioFrom: 100 * 1024 ** 2,
};

export interface ArchiveEntry {
  /** Relative, with slashes; checked not to leave the folder that it would be unpacked to. */
  path: string;
  /** Ends, or is destroyed, before the next entry comes. */
  stream: Readable;
}

/** Gets each file in turn; false ends the reading. */
export type ArchiveVisitor = (entry: ArchiveEntry) => Promise<boolean>;

/**
 * Reads an archive from beginning to end.
 * @throws BridgeError `bad-archive` for a broken, strange or dangerous archive, `aborted` when the signal says so
 */
export async function readArchive(
  file: string,
  signal: AbortSignal,
  visit: ArchiveVisitor,
  limits: typeof archiveLimits = archiveLimits,
): Promise<void> {
  try {
    const guard = new SizeGuard((await stat(file)).size, limits);
    const kind = await archiveKind(file);
    if (kind === 'tgz') await readTgz(file, signal, visit, guard);
    else await readZip(file, signal, visit, guard);
  } catch (error) {
    if (signal.aborted) throw new BridgeError('aborted', 'Reading the backup was stopped.');
    if (error instanceof BridgeError) throw error;
    if (isSystemError(error))
      throw new BridgeError('unavailable', `The backup cannot be read: ${error.message}`);
    throw new BridgeError('bad-archive', 'The backup file is damaged or incomplete.', String(error));
  }
}

/**
 * Looks for what Moodle would unpack without asking: bombs, links, files outside. How large a course may be is the site's to say.
 * @throws BridgeError as `readArchive`
 */
export const requireHarmless = (file: string, signal: AbortSignal): Promise<void> =>
  readArchive(file, signal, passOver, { ...archiveLimits, total: Infinity });

async function passOver({ stream }: ArchiveEntry): Promise<boolean> {
  for await (const piece of stream) void piece;
  return true;
}

async function archiveKind(file: string): Promise<'tgz' | 'zip'> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return 'tgz';
    if (bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50) return 'zip';
    throw new BridgeError(
      'bad-archive',
      'The file is not a Moodle backup: it is neither a gzipped tar nor a zip.',
    );
  } finally {
    await handle.close();
  }
}

async function readTgz(
  file: string,
  signal: AbortSignal,
  visit: ArchiveVisitor,
  guard: SizeGuard,
): Promise<void> {
  const tar = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), guard.counter(), tar, { signal });
  let stopped = false;
  // The loop below sees the error too; this only keeps it from being nobody's.
  reading.catch(() => undefined);
  for await (const entry of tar) {
    guard.entry();
    if (isFolder(entry.header)) {
      entry.resume();
      continue;
    }
    if (entry.header.type !== 'file' && entry.header.type !== 'contiguous-file') {
      throw new BridgeError(
        'bad-archive',
        'The backup holds a link or a device, which no Moodle backup does.',
      );
    }
    if (!(await visit({ path: safePath(entry.header.name), stream: entry as unknown as Readable }))) {
      stopped = true;
      break;
    }
  }
  if (!stopped) await reading;
}

const isFolder = (header: Header) => header.type === 'directory';

async function readZip(
  file: string,
  signal: AbortSignal,
  visit: ArchiveVisitor,
  guard: SizeGuard,
): Promise<void> {
  const directory = await unzipper.Open.file(file);
  for (const entry of directory.files) {
    signal.throwIfAborted();
    guard.entry();
    if (entry.type === 'Directory') continue;
    // The upper half of the attributes is the Unix mode; a symbolic link is no file.
    if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) {
      throw new BridgeError('bad-archive', 'The backup holds a link, which no Moodle backup does.');
    }
    const counter = guard.counter();
    const copying = pipeline(entry.stream(), counter, { signal }).catch((error: unknown) => {
      counter.destroy(error instanceof Error ? error : new Error(String(error)));
    });
    const more = await visit({ path: safePath(entry.path), stream: counter });
    counter.destroy();
    await copying;
    if (!more) return;
  }
}

function safePath(path: string): string {
  const clean = path.replace(/^\.\//, '');
  const bad = clean.includes('\\') || clean.includes('\0') || /^(\/|[a-z]:)/i.test(clean);
  if (bad || clean.split('/').some((part) => part === '..' || part === '')) {
    throw new BridgeError(
      'bad-archive',
      'The backup holds a file outside of its folder, which no Moodle backup does.',
    );
  }
  return clean;
}

class SizeGuard {
  #entries = 0;
  #bytes = 0;

  constructor(
    private readonly archiveSize: number,
    private readonly limits: typeof archiveLimits,
  ) {}

  entry(): void {
    this.#entries += 1;
    if (this.#entries > this.limits.entries) throw tooLarge();
  }

  /** Lets everything through until it is too much. */
  counter(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#bytes += chunk.length;
        const { total, ratio, ratioFrom } = this.limits;
        const bomb = this.#bytes > ratioFrom && this.#bytes > this.archiveSize * ratio;
        if (bomb || this.#bytes > total) done(tooLarge());
        else done(null, chunk);
      },
    });
  }
}

const tooLarge = () =>
  new BridgeError('bad-archive', 'The backup unpacks to more than any Moodle backup would.');

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
