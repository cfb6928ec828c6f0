/** Which addresses belong to the internet, and which lead into a network of one's own. */
import ipaddr from 'ipaddr.js';

/**
 * True only for addresses that the internet routes to one machine: not for private, loopback, link-local, shared,
 * reserved or multicast ones, nor for those of IPv6 that carry an IPv4 address in them (mapped, NAT64, 6to4, Teredo).
 * @param address in digits, with or without a zone
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // Of IPv6 only 2000::/3 is given out; `::127.0.0.1` is an old way to write an address of IPv4.
  return parsed.kind() === 'ipv4' || (parsed.toByteArray()[0]! & 0xe0) === 0x20;
}

/**
 * @param ranges addresses and CIDR ranges; anything else among them matches nothing
 */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    if (ipaddr.isValidCIDR(range)) {
      const [network, bits] = ipaddr.parseCIDR(range);
      return network.kind() === parsed.kind() && parsed.match(network, bits);
    }
    return ipaddr.isValid(range) && ipaddr.process(range).toString() === parsed.toString();
  });
}
