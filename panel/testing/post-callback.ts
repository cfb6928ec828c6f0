/** Posts a callback to a panel as an agent does, or as somebody who would pass for one. */
import { randomUUID } from 'node:crypto';
import { JOB_HEADER, signCallback } from '../../contract/agent/signature.js';

/** What of a callback a test sets; the rest is as it should be. */
export interface CallbackFacts {
  /** Unix seconds. */
  timestamp?: number;
  deliveryId?: string;
  key?: string;
}

export interface CallbackToPost extends CallbackFacts {
  body: Buffer;
  contentType: string;
  key: string;
  /** Left out by the PHP plugin. */
  signed: boolean;
  jobId?: number;
}

export async function postCallback(
  panelUrl: string,
  path: string,
  callback: CallbackToPost,
): Promise<{ status: number; body: unknown }> {
  const { body, key, jobId } = callback;
  const timestamp = callback.timestamp ?? Math.floor(Date.now() / 1000);
  const deliveryId = callback.deliveryId ?? randomUUID();
  const signature = {
    'x-moopanel-timestamp': String(timestamp),
    'x-moopanel-delivery': deliveryId,
    'x-moopanel-signature': signCallback(key, { timestamp, deliveryId, path, body }),
  };
  const reply = await fetch(panelUrl + path, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'content-type': callback.contentType,
      'x-api-key': key,
      ...(jobId !== undefined && { [JOB_HEADER]: String(jobId) }),
      ...(callback.signed && signature),
    },
  });
  return { status: reply.status, body: await reply.json() };
}
