import type { UpdateWhat } from '../../../contract/panel/updates.js';

export type ZipItem = Extract<UpdateWhat, { kind: 'zips' }>['items'][number];

export interface ZipForm {
  from: 'library' | 'address';
  /** A number of the library. */
  zip: string | null;
  link: string;
  sha256: string;
}

/** What the form names, as the API takes it; null while that is nothing which could be installed. */
export function zipItem({ from, zip, link, sha256 }: ZipForm): ZipItem | null {
  if (from === 'library') return zip === null ? null : { library_item_id: Number(zip) };
  const address = link.trim();
  const digest = sha256.trim();
  if (!/^https?:\/\/./i.test(address) || !URL.canParse(address)) return null;
  if (digest !== '' && !/^[0-9a-f]{64}$/i.test(digest)) return null;
  return { link: address, ...(digest !== '' && { sha256: digest }) };
}
