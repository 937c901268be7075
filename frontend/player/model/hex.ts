/** Numbers of a recording: lower-case hex strings on the wire, `bigint` where they are computed with. */

/** The value of a hex string; an empty or absent one is 0. */
export function parse(hex: string | undefined): bigint {
  return hex ? BigInt(`0x${hex}`) : 0n;
}

/** Upper-case hex with at least `digits` digits. */
export function hex(value: bigint | number | string | undefined, digits = 1): string {
  const text = typeof value === 'string' ? value : (value ?? 0).toString(16);
  return text.toUpperCase().padStart(digits, '0');
}

/** Leading zeros and the rest, in groups of four digits: they are drawn in two weights. */
export function grouped(value: string | undefined, digits: number): { zeros: string; rest: string } {
  const text = hex(value ?? '0', digits);
  const groups = text.replace(/\B(?=(?:.{4})+$)/g, ' ');
  const zeros = /^[0 ]*/.exec(groups)?.[0] ?? '';
  return { zeros, rest: groups.slice(zeros.length) };
}

/** Without leading zeros but at least `digits` digits: what narrow scenes show. */
export function short(value: string | undefined, digits = 1): string {
  return hex((value ?? '0').replace(/^0+(?=.)/, ''), digits);
}

/** Bytes of a hex string in address order. */
export function bytesOf(hexBytes: string): Uint8Array {
  const bytes = new Uint8Array(hexBytes.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hexBytes.substr(i * 2, 2), 16);
  return bytes;
}

/** `0F 01 F8` for `0f01f8`. */
export function spaced(hexBytes: string): string {
  return (hexBytes.match(/../g) ?? []).join(' ').toUpperCase();
}

/** Little-endian number of `size` bytes at `offset`. */
export function littleEndian(bytes: Uint8Array, offset: number, size: number): bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i] ?? 0);
  return value;
}

/** Is this bit of the value set? */
export function bit(value: bigint, position: number): boolean {
  return ((value >> BigInt(position)) & 1n) === 1n;
}
