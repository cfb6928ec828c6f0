/** zip.js as the agent uses it: no workers (Node has none of the web's), large chunks. */
import { configure } from '@zip.js/zip.js';

configure({ useWebWorkers: false, chunkSize: 256 * 1024 });

export {
  Reader,
  ZipReader,
  ZipWriter,
  ERR_ENCRYPTED,
  ERR_INVALID_PASSWORD,
  type FileEntry,
} from '@zip.js/zip.js';
