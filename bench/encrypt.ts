/**
 * How fast a course archive is encrypted and verified, and in how much memory; beside PHP's ZipArchive in the same run
 * where `php` is there.
 *   npm run bench:encrypt -- [megabytes]
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptFile } from '../agent/backup/zip/encrypt-file.js';
import { verifyFile } from '../agent/backup/zip/verify-file.js';

const megabytes = Number(process.argv[2] ?? 512);
const folder = await mkdtemp(join(tmpdir(), 'moopanel-bench-'));
const source = join(folder, 'course.mbz');
const target = join(folder, 'course.zip');
const password = 'bench-password-24-chars!';

async function makeSource(): Promise<void> {
  const file = await open(source, 'w');
  const block = Buffer.alloc(1 << 20);
  for (let i = 0; i < megabytes; i++) await file.write(randomFillSync(block));
  await file.close();
}

async function timed(work: () => unknown): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

const line = (what: string, seconds: number) =>
  console.log(`${what.padEnd(34)} ${seconds.toFixed(2)} s   ${(megabytes / seconds).toFixed(0)} MB/s`);

try {
  await makeSource();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  let made: Awaited<ReturnType<typeof encryptFile>> | undefined;
  const ours = await timed(async () => {
    made = await encryptFile({ source, target, entryName: 'course.mbz', password });
  });
  const check = await timed(() => verifyFile(target, password, made!));
  clearInterval(watch);
  line(`encrypt ${megabytes} MB`, ours);
  line('read back and verify', check);
  console.log(`peak memory                        ${(peak / 1e6).toFixed(0)} MB`);
  try {
    const script =
      '$z=new ZipArchive;$z->open($argv[1],ZipArchive::CREATE);$z->addFile($argv[2],"course.mbz");$z->setPassword($argv[3]);$z->setEncryptionName("course.mbz",ZipArchive::EM_AES_256);$z->close();';
    const php = await timed(() =>
      execFileSync('php', ['-r', script, join(folder, 'php.zip'), source, password], { stdio: 'ignore' }),
    );
    line("PHP's ZipArchive, the same file", php);
    console.log(`ours with verifying : PHP without    ${((ours + check) / php).toFixed(2)} : 1`);
  } catch {
    console.log('php is not here (or has no zip extension): no comparison.');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
