import { expect, test } from '@jest/globals';
import type { SiteUpload } from '../../../contract/panel/course-copies.js';
import { ApiError } from '../api/errors.js';
import { ChunkedUpload, PIECE, type UploadCalls, type UploadState } from './chunked-upload.js';

const SIZE = 2 * PIECE + 100;
const ID = 'a'.repeat(32);
const noLine = new ApiError(0, 'The panel does not answer.');

/** A site that takes pieces in order; `faults` are thrown by the next requests for a piece, one each. */
class Site {
  received = 0;
  readonly asked: string[] = [];
  readonly faults: (ApiError | 'arrived')[] = [];
  dropped = false;

  readonly calls: UploadCalls = {
    begin: async () => this.tell('begin'),
    look: async () => this.tell('look'),
    put: async (_, offset, piece, { onProgress }) => {
      this.asked.push(`put ${offset}`);
      onProgress(0.5);
      const fault = this.faults.shift();
      if (fault === 'arrived') this.received += piece.size;
      if (fault) throw fault === 'arrived' ? noLine : fault;
      if (offset !== this.received) throw new ApiError(409, 'Another piece is next.');
      this.received += piece.size;
      return this.upload();
    },
    drop: async () => {
      this.dropped = true;
    },
  };

  private tell(what: string): SiteUpload {
    this.asked.push(what);
    return this.upload();
  }

  private upload(): SiteUpload {
    return { id: ID, received: this.received, size: SIZE } as SiteUpload;
  }
}

function uploadTo(site: Site) {
  const states: UploadState[] = [];
  const file = new File([new Uint8Array(SIZE)], 'course.mbz');
  const upload = new ChunkedUpload(
    file,
    site.calls,
    (state) => void states.push(state),
    async () => undefined,
  );
  return { upload, states };
}

test('a file leaves in pieces, in order, and progress never goes back', async () => {
  const site = new Site();
  const { upload, states } = uploadTo(site);
  await upload.start();
  expect(site.asked).toEqual(['begin', 'put 0', `put ${PIECE}`, `put ${2 * PIECE}`]);
  expect(upload.state).toEqual({ kind: 'done', upload: ID });
  const sent = states.flatMap((state) => (state.kind === 'sending' ? [state.sent] : []));
  expect(sent).toEqual(sent.toSorted((a, b) => a - b));
});

test('after a cut line it asks how far the file has come, and sends nothing twice', async () => {
  const site = new Site();
  site.faults.push('arrived');
  const { upload } = uploadTo(site);
  await upload.start();
  expect(site.asked).toEqual(['begin', 'put 0', 'look', `put ${PIECE}`, `put ${2 * PIECE}`]);
  expect(upload.state.kind).toBe('done');
});

test('a line that stays cut pauses it with the reason; resumed, it goes on where the site is', async () => {
  const site = new Site();
  site.faults.push(...Array.from({ length: 4 }, () => noLine));
  const { upload } = uploadTo(site);
  await upload.start();
  expect(upload.state).toEqual({ kind: 'paused', sent: 0, error: noLine });
  site.asked.length = 0;
  await upload.start();
  expect(site.asked.slice(0, 2)).toEqual(['look', 'put 0']);
  expect(upload.state.kind).toBe('done');
});

test('what cannot pass is a refusal at once', async () => {
  const site = new Site();
  const full = new ApiError(413, 'The disk of the site is too small for it.');
  site.faults.push(full);
  const { upload } = uploadTo(site);
  await upload.start();
  expect(upload.state).toEqual({ kind: 'refused', error: full });
});

test('cancelled, the site is told to throw it away, and another start begins anew', async () => {
  const site = new Site();
  site.faults.push(new ApiError(400, 'No.'));
  const { upload } = uploadTo(site);
  await upload.start();
  await upload.cancel();
  expect([site.dropped, upload.state.kind]).toEqual([true, 'idle']);
  await upload.start();
  expect(site.asked.slice(-4)[0]).toBe('begin');
});
