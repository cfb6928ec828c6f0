/**
 * The signature of a callback between an agent and a panel of this project. Both sides hold the instance's key; what
 * signs is derived from it, so that the signature proves the sender even where a proxy has logged the key header.
 *
 * signed text: `<timestamp>.<delivery id>.<path>.<sha256 of the body, hex>`; signature: `v1=<hmac-sha256, hex>`.
 */
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-moopanel-signature';
/** Unix seconds at which this attempt was sent. */
export const TIMESTAMP_HEADER = 'x-moopanel-timestamp';
/** The same for every attempt of one callback. */
export const DELIVERY_HEADER = 'x-moopanel-delivery';
/** The task that a callback reports, as a number (`moodle_job_id`): a preset's body has no room for it. */
export const JOB_HEADER = 'x-moopanel-job';
/** How far the two clocks may be apart, in seconds. */
export const SIGNATURE_TOLERANCE = 300;

export interface SignedCallback {
  timestamp: number;
  deliveryId: string;
  /** Path below the panel's address, as in `callbackPaths`. */
  path: string;
  body: Uint8Array | string;
}

/** Signs one attempt. `apiKey` is the instance's key in clear text. */
export function signCallback(apiKey: string, callback: SignedCallback): string {
  const signingKey = Buffer.from(hkdfSync('sha256', apiKey, '', 'moopanel callback v1', 32));
  const digest = createHash('sha256').update(callback.body).digest('hex');
  const text = `${callback.timestamp}.${callback.deliveryId}.${callback.path}.${digest}`;
  return `v1=${createHmac('sha256', signingKey).update(text).digest('hex')}`;
}

/** True when the signature is right for this key and `now` (unix seconds) is within the tolerance. */
export function verifyCallback(
  apiKey: string,
  callback: SignedCallback,
  signature: string,
  now: number,
): boolean {
  if (Math.abs(now - callback.timestamp) > SIGNATURE_TOLERANCE) return false;
  const expected = Buffer.from(signCallback(apiKey, callback));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
