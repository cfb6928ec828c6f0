/**
 * How a sensitive setting travels in a preset's XML: its value is replaced by `moopanel:v1:<base64>`, where the bytes are
 * iv (12), tag (16) and ciphertext of AES-256-GCM. The key is derived from the instance's API key, which both sides hold;
 * the setting's plugin and name are authenticated with it, so that a value cannot be moved to another setting.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const PREFIX = 'moopanel:v1:';
const IV = 12;
const TAG = 16;

const keyOf = (apiKey: string) => Buffer.from(hkdfSync('sha256', apiKey, '', 'moopanel admin preset v1', 32));
const boundTo = (plugin: string, name: string) => Buffer.from(`${plugin}\n${name}`);

/** True for a text that `sealSetting` may have made. */
export const isSealedSetting = (text: string): boolean => text.startsWith(PREFIX);

/** Seals one value. `apiKey` is the instance's key in clear text, `plugin` is `none` for core. */
export function sealSetting(apiKey: string, plugin: string, name: string, value: string): string {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', keyOf(apiKey), iv).setAAD(boundTo(plugin, name));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
}

/** @returns null when it was sealed with another key, for another setting, or was changed */
export function openSetting(apiKey: string, plugin: string, name: string, sealed: string): string | null {
  if (!isSealedSetting(sealed)) return null;
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64');
  if (bytes.length < IV + TAG) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(apiKey), bytes.subarray(0, IV))
      .setAAD(boundTo(plugin, name))
      .setAuthTag(bytes.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
