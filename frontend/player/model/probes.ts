import { parse } from './hex';
import type { RunEvent } from '../recording';

/** Domain ids from here on are Xen's own: DOMID_FIRST_RESERVED of the public headers. */
export const FIRST_RESERVED_DOMAIN = 0x7ff0;

/** A probe's number, which is hex on the wire; undefined where the probe did not say. */
export function numberOf(event: RunEvent | undefined, name: string): number | undefined {
  const text = event?.fields[name];
  return text === undefined || text === '?' ? undefined : Number(parse(String(text)));
}
