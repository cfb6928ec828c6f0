/** Writes zips byte by byte, so that a test can make what no archiver would (PKWARE's APPNOTE 4.3). */
import { crc32, deflateRawSync } from 'node:zlib';

export interface RawEntry {
  name: string | Buffer;
  contents?: string | Buffer;
  /** Another name in the header in front of the data. */
  localName?: string | Buffer;
  /** Unix mode with the kind of file: `0o120777` is a link. */
  mode?: number;
  /** Instead of the truth, in the list and in the entry's own header. */
  size?: number;
  compressedSize?: number;
  crc32?: number;
  /** Only in the entry's own header. */
  localSize?: number;
  method?: number;
  flags?: number;
  extra?: Buffer;
  /** Where the list says that the entry lies: the number of another entry. */
  offsetOf?: number;
}

export interface RawZipOptions {
  comment?: string | Buffer;
  /** Instead of the true number of entries. */
  count?: number;
  before?: Buffer;
}

export function rawZip(entries: readonly RawEntry[], options: RawZipOptions = {}): Buffer {
  const parts: Buffer[] = [options.before ?? Buffer.alloc(0)];
  const offsets: number[] = [];
  let position = parts[0]!.length;
  const facts = entries.map(factsOf);
  for (const fact of facts) {
    offsets.push(position);
    const local = [localHeader(fact), fact.localName, fact.packed];
    parts.push(...local);
    position += local.reduce((sum, part) => sum + part.length, 0);
  }
  const list = facts.flatMap((fact) => [
    listHeader(fact, offsets[fact.entry.offsetOf ?? facts.indexOf(fact)]!),
    fact.name,
    fact.extra,
  ]);
  const listed = Buffer.concat(list);
  return Buffer.concat([...parts, listed, endRecord(options, facts.length, listed.length, position)]);
}

interface Facts {
  entry: RawEntry;
  name: Buffer;
  localName: Buffer;
  extra: Buffer;
  packed: Buffer;
  method: number;
  sum: number;
  size: number;
}

function factsOf(entry: RawEntry): Facts {
  const contents = Buffer.from(entry.contents ?? '');
  const method = entry.method ?? 8;
  const name = Buffer.from(entry.name);
  return {
    entry,
    name,
    localName: Buffer.from(entry.localName ?? name),
    extra: entry.extra ?? Buffer.alloc(0),
    packed: method === 8 ? deflateRawSync(contents) : contents,
    method,
    sum: entry.crc32 ?? crc32(contents),
    size: entry.size ?? contents.length,
  };
}

function localHeader({ entry, localName, packed, method, sum, size }: Facts): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(entry.flags ?? 0, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(sum, 14);
  head.writeUInt32LE(entry.compressedSize ?? packed.length, 18);
  head.writeUInt32LE(entry.localSize ?? size, 22);
  head.writeUInt16LE(localName.length, 26);
  return head;
}

function listHeader({ entry, name, extra, packed, method, sum, size }: Facts, offset: number): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt8(20, 4);
  head.writeUInt8(3, 5);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(entry.flags ?? 0, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(sum, 16);
  head.writeUInt32LE(entry.compressedSize ?? packed.length, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 38);
  head.writeUInt32LE(offset, 42);
  return head;
}

function endRecord(options: RawZipOptions, count: number, length: number, start: number): Buffer {
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.count ?? count, 8);
  end.writeUInt16LE(options.count ?? count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment]);
}
