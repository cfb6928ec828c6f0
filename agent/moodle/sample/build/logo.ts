/** The university's logo, drawn pixel by pixel: a sun over two waves. */
import { crc32, deflateSync } from 'node:zlib';

const sky = [232, 241, 248, 255];
const sun = [240, 171, 0, 255];
const near = [11, 79, 108, 255];
const far = [1, 139, 168, 255];

/** A PNG of that size in pixels. */
export function drawLogo(width: number, height: number): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x += 1) row.set(colour(x / height, y / height, width / height), 1 + x * 4);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, red green blue alpha, no interlacing.
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colour(x: number, y: number, aspect: number): number[] {
  const wave = (level: number, phase: number) => y > level + 0.06 * Math.sin(x * 7 + phase);
  if (wave(0.78, 2)) return near;
  if (wave(0.62, 0)) return far;
  return (x - aspect / 2) ** 2 + (y - 0.42) ** 2 < 0.06 ? sun : sky;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
