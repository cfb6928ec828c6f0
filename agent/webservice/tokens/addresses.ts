/** The addresses that a token may come from. */
import ipaddr from 'ipaddr.js';

/** @param allowed addresses and CIDR ranges; an empty list lets everybody in, an entry that is damaged lets in nobody */
export function allowsAddress(allowed: readonly string[], ip: string | undefined): boolean {
  if (allowed.length === 0) return true;
  if (ip === undefined || !ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return allowed.some((entry) => {
    try {
      if (!entry.includes('/')) return ipaddr.process(entry).toString() === address.toString();
      const [range, bits] = ipaddr.parseCIDR(entry);
      return range.kind() === address.kind() && address.match(range, bits);
    } catch {
      return false;
    }
  });
}
