/** Encrypts what must be read again: agents' keys and backups' passwords. AES-256-GCM, the key's version in front. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';

/** Seals and opens texts. What a text is for is bound to it, so that one column's value is worthless in another. */
export interface Vault {
  seal(text: string, purpose: string): string;
  /** @throws Error when the key is another, the purpose is another, or the text was changed */
  open(sealed: string, purpose: string): string;
  /** A keyed digest, hex: the same text gives the same, and without the key nothing can be tried against it. */
  digest(text: string): string;
  /** The digests under every key, the present one first: what was stored before a change of key is still found. */
  digests(text: string): string[];
  /** What every text sealed with the present key begins with. */
  readonly prefix: string;
  isCurrent(sealed: string): boolean;
  /** A key of its own for another use, such as signing cookies. */
  derive(use: string): string;
  /** The same under every key, the present one first. */
  derivations(use: string): string[];
}

/** @param masterKeys 32 bytes each; the first seals, the others still open what they sealed */
export function createVault(masterKeys: Buffer[]): Vault {
  const keys = masterKeys.map((master) => ({
    id: Buffer.from(hkdfSync('sha256', master, '', 'moopanel key id', 4)).toString('hex'),
    key: Buffer.from(hkdfSync('sha256', master, '', 'moopanel vault v1', 32)),
    digestKey: Buffer.from(hkdfSync('sha256', master, '', 'moopanel digest v1', 32)),
  }));
  const current = keys[0];
  const master = masterKeys[0];
  if (!current || !master) throw new Error('A vault needs a key.');
  const prefix = `${VERSION}.${current.id}.`;
  const digest = (text: string, key: Buffer) => createHmac('sha256', key).update(text).digest('hex');

  return {
    prefix,
    isCurrent: (sealed) => sealed.startsWith(prefix),
    seal(text, purpose) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, current.id, nonce.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, purpose) {
      const [version, id, nonce, body] = sealed.split('.');
      const found = keys.find((entry) => entry.id === id);
      if (version !== VERSION || !found || !nonce || !body) {
        throw new Error(
          'Sealed with another key: add the one it was sealed with to PANEL_SECRET_KEY, after a comma.',
        );
      }
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', found.key, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
    },
    digest: (text) => digest(text, current.digestKey),
    digests: (text) => keys.map((entry) => digest(text, entry.digestKey)),
    derive: (use) => derive(master, use),
    derivations: (use) => masterKeys.map((key) => derive(key, use)),
  };
}

function derive(master: Buffer, use: string): string {
  return Buffer.from(hkdfSync('sha256', master, '', `moopanel ${use}`, 32)).toString('hex');
}
