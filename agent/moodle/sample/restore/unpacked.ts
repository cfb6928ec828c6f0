/** An archive that has been unpacked, and its XML files. */
import { createWriteStream, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readArchive } from '../../archive-entries.js';
import { parseXml, xmlLimit, XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';

export class UnpackedArchive {
  readonly #paths = new Set<string>();

  private constructor(private readonly folder: string) {}

  /**
   * Unpacks a `.mbz` into a folder.
   * @throws BridgeError `bad-archive`, `aborted`
   */
  static async unpack(file: string, folder: string, signal: AbortSignal): Promise<UnpackedArchive> {
    const unpacked = new UnpackedArchive(folder);
    await readArchive(file, signal, async ({ path, stream }) => {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(stream, createWriteStream(target, { flags: 'wx', mode: 0o600 }), { signal });
      unpacked.#paths.add(path);
      return true;
    });
    return unpacked;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** The archive's files whose paths look like this, in order. */
  paths(pattern: RegExp): string[] {
    return [...this.#paths].filter((path) => pattern.test(path)).sort();
  }

  /** Where a file of the archive lies. */
  pathOf(path: string): string {
    if (!this.has(path))
      throw new BridgeError('bad-archive', `The backup is incomplete: ${path} is missing.`);
    return join(this.folder, path);
  }

  /** The root element of an XML file; an empty element when the file, which not every backup has, is not there. */
  optional(path: string, root: string): XmlElement {
    return this.has(path) ? this.read(path, root) : new XmlElement('');
  }

  /** @throws BridgeError `bad-archive` when it is missing, too large or something else */
  read(path: string, root: string): XmlElement {
    const document = this.document(path);
    const [element] = document.all(root);
    if (!element) throw new BridgeError('bad-archive', `${path} in the backup has no element ${root}.`);
    return element;
  }

  document(path: string): XmlElement {
    const file = this.pathOf(path);
    if (statSync(file).size > xmlLimit)
      throw new BridgeError('bad-archive', `${path} in the backup is too large.`);
    return parseXml(readFileSync(file, 'utf8'), path);
  }
}
