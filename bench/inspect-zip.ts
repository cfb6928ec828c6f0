/**
 * How long a zip is read through, everything in it unpacked and compared with its checksum, and in how much memory: by
 * our reader, by unzipper and by zip.js, each in a process of its own, so that none pays for another's memory.
 *   npm run bench:inspect -- [files]
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { Reader, ZipReader } from '@zip.js/zip.js';
import { ZipArchive } from 'archiver';
import unzipper from 'unzipper';
import { coreLimits } from '../inspection/zip/limits.js';
import { withZip } from '../inspection/zip/zip-file.js';

/** Reads all, checks every checksum, and gives the bytes that were unpacked. */
type ReadThrough = (path: string) => Promise<number>;

/** What one reader took: milliseconds, and bytes of memory at its highest beyond what the process had before. */
interface Taken {
  unpacked: number;
  milliseconds: number;
  peak: number;
}

async function ours(path: string): Promise<number> {
  return withZip(path, { limits: { ...coreLimits, entries: 1_000_000 } }, async (zip) => {
    await zip.verify();
    return zip.entries.reduce((sum, entry) => sum + entry.size, 0);
  });
}

async function byUnzipper(path: string): Promise<number> {
  const { files } = await unzipper.Open.file(path);
  let unpacked = 0;
  for (const file of files) {
    if (file.type === 'Directory') continue;
    // unzipper itself compares no checksums.
    let checksum = 0;
    for await (const piece of file.stream() as AsyncIterable<Buffer>) {
      unpacked += piece.length;
      checksum = crc32(piece, checksum);
    }
    if (checksum !== file.crc32) throw new Error(`${file.path} is damaged.`);
  }
  return unpacked;
}

/** Only what is asked for is read from the disk, as by the others. */
class FileReader extends Reader<string> {
  readonly #path: string;
  #file: Awaited<ReturnType<typeof open>> | undefined;

  constructor(path: string) {
    super(path);
    this.#path = path;
  }

  override async init(): Promise<void> {
    await super.init?.();
    this.#file = await open(this.#path, 'r');
    this.size = (await this.#file.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.#file!.read(bytes, 0, length, index);
    return bytes.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

async function byZipJs(path: string): Promise<number> {
  const reader = new FileReader(path);
  const zip = new ZipReader(reader, { useWebWorkers: false, checkSignature: true });
  let unpacked = 0;
  for await (const entry of zip.getEntriesGenerator()) {
    if (entry.directory) continue;
    await entry.getData(
      new WritableStream({ write: (piece: Uint8Array) => void (unpacked += piece.length) }),
    );
  }
  await zip.close();
  await reader.close();
  return unpacked;
}

const readers: Record<string, ReadThrough> = { ours, unzipper: byUnzipper, 'zip.js': byZipJs };

async function measure(read: ReadThrough, path: string): Promise<Taken> {
  const before = process.memoryUsage.rss();
  // Not the system's own highest mark, which a process takes over from the one that started it.
  let highest = before;
  const look = () => void (highest = Math.max(highest, process.memoryUsage.rss()));
  const watch = setInterval(look, 5);
  const begun = process.hrtime.bigint();
  const unpacked = await read(path);
  const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
  look();
  clearInterval(watch);
  return { unpacked, milliseconds, peak: highest - before };
}

/** Text that packs about as well as code does. */
function sourceText(index: number): string {
  const lines = Array.from({ length: 20 + ((index * 37) % 400) }, (_, line) => {
    const value = Math.imul(index + 1, 2654435761) ^ Math.imul(line + 1, 40503);
    return `    $record->field${line % 17} = get_string('text${(value >>> 0).toString(36)}', 'mod_part${index % 97}');`;
  });
  return `<?php\n${lines.join('\n')}\n`;
}

async function makeZip(path: string, files: number): Promise<void> {
  const zip = new ZipArchive({ zlib: { level: 6 } });
  const writing = pipeline(zip, createWriteStream(path));
  for (let i = 0; i < files; i++) zip.append(sourceText(i), { name: `moodle/part${i % 97}/file${i}.php` });
  await zip.finalize();
  await writing;
}

function inOwnProcess(name: string, path: string): Taken {
  const script = fileURLToPath(import.meta.url);
  const printed = execFileSync(process.execPath, [...process.execArgv, script, name, path], {
    encoding: 'utf8',
  });
  return JSON.parse(printed) as Taken;
}

async function compare(files: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-bench-'));
  try {
    const path = join(folder, 'code.zip');
    await makeZip(path, files);
    const results = Object.keys(readers).map((name) => ({ name, ...inOwnProcess(name, path) }));
    const [first] = results;
    if (results.some(({ unpacked }) => unpacked !== first!.unpacked)) {
      throw new Error('The readers did not unpack the same number of bytes.');
    }
    const { size } = await stat(path);
    console.log(
      `${files} files, ${(size / 1e6).toFixed(1)} MB packed, ${(first!.unpacked / 1e6).toFixed(1)} MB unpacked`,
    );
    for (const { name, milliseconds, peak } of results) {
      const times = (milliseconds / first!.milliseconds).toFixed(1);
      const memory = (peak / first!.peak).toFixed(1);
      console.log(
        `${name.padEnd(10)} ${milliseconds.toFixed(0).padStart(7)} ms  ${times.padStart(5)} : 1   ` +
          `${(peak / 1e6).toFixed(0).padStart(5)} MB more memory  ${memory.padStart(5)} : 1`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [argument = '5000', path] = process.argv.slice(2);
if (path !== undefined) console.log(JSON.stringify(await measure(readers[argument]!, path)));
else await compare(Number(argument));
