/** Splits the bytes of an instruction into their fields: prefixes, opcode, ModRM, SIB, displacement, immediate. SDM Vol. 2, "Instruction Format". */

export interface Field {
  kind: 'prefix' | 'rex' | 'opcode' | 'modrm' | 'sib' | 'displacement' | 'immediate';
  bytes: number[];
  /** Named bit fields, for REX, ModRM and SIB; the name of a prefix. */
  bits?: [name: string, value: string][];
}

const PREFIXES = new Map([
  [0xf0, 'LOCK'],
  [0xf2, 'REPNE'],
  [0xf3, 'REP'],
  [0x2e, 'CS'],
  [0x36, 'SS'],
  [0x3e, 'DS'],
  [0x26, 'ES'],
  [0x64, 'FS'],
  [0x65, 'GS'],
  [0x66, 'o16'],
  [0x67, 'a32'],
]);

/** One-byte opcodes with a ModRM byte; SDM Vol. 2, "Opcode Map". */
function hasModRm(opcode: number): boolean {
  if (opcode < 0x40) return (opcode & 7) < 4;
  return (
    opcode === 0x62 ||
    opcode === 0x63 ||
    opcode === 0x69 ||
    opcode === 0x6b ||
    (opcode >= 0x80 && opcode <= 0x8f) ||
    opcode === 0xc0 ||
    opcode === 0xc1 ||
    (opcode >= 0xc4 && opcode <= 0xc7) ||
    (opcode >= 0xd0 && opcode <= 0xd3) ||
    (opcode >= 0xd8 && opcode <= 0xdf) ||
    opcode === 0xf6 ||
    opcode === 0xf7 ||
    opcode >= 0xfe
  );
}

/** Two-byte opcodes (after 0F) without a ModRM byte. */
function lacksModRm(opcode: number): boolean {
  return (
    (opcode >= 0x04 && opcode <= 0x0b) ||
    opcode === 0x0e ||
    (opcode >= 0x30 && opcode <= 0x37) ||
    opcode === 0x77 ||
    (opcode >= 0x80 && opcode <= 0x8f) ||
    (opcode >= 0xa0 && opcode <= 0xa2) ||
    (opcode >= 0xa8 && opcode <= 0xaa) ||
    (opcode >= 0xc8 && opcode <= 0xcf)
  );
}

/** The fields of `bytes`; what is left after the displacement is the immediate. `mode` is the width of the code segment. */
export function fieldsOf(bytes: Uint8Array, mode: 16 | 32 | 64): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const byte = (): number => bytes[at] ?? 0;
  const take = (kind: Field['kind'], count: number, bits?: Field['bits']): void => {
    if (count > 0 && at < bytes.length) fields.push({ kind, bytes: [...bytes.subarray(at, at + count)], bits });
    at += count;
  };
  let address16 = mode === 16;
  while (at < bytes.length && PREFIXES.has(byte())) {
    if (byte() === 0x67) address16 = mode === 32;
    take('prefix', 1, [['', PREFIXES.get(byte()) ?? '']]);
  }
  if (mode === 64 && (byte() & 0xf0) === 0x40) {
    const rex = byte();
    take('rex', 1, [
      ['W', `${(rex >> 3) & 1}`],
      ['R', `${(rex >> 2) & 1}`],
      ['X', `${(rex >> 1) & 1}`],
      ['B', `${rex & 1}`],
    ]);
  }
  let modRm: boolean;
  if (byte() === 0x0f) {
    const second = bytes[at + 1] ?? 0;
    const three = second === 0x38 || second === 0x3a;
    modRm = three || !lacksModRm(second);
    take('opcode', three ? 3 : 2);
  } else {
    modRm = hasModRm(byte());
    take('opcode', 1);
  }
  if (modRm && at < bytes.length) {
    const value = byte();
    const mod = value >> 6;
    const rm = value & 7;
    take('modrm', 1, [
      ['mod', mod.toString(2).padStart(2, '0')],
      ['reg', ((value >> 3) & 7).toString(2).padStart(3, '0')],
      ['r/m', rm.toString(2).padStart(3, '0')],
    ]);
    let displacement = mod === 1 ? 1 : mod === 2 ? (address16 ? 2 : 4) : 0;
    if (mod === 0 && rm === (address16 ? 6 : 5)) displacement = address16 ? 2 : 4;
    if (!address16 && mod !== 3 && rm === 4) {
      const sib = byte();
      if (mod === 0 && (sib & 7) === 5) displacement = 4;
      take('sib', 1, [
        ['scale', `${1 << (sib >> 6)}`],
        ['index', ((sib >> 3) & 7).toString(2).padStart(3, '0')],
        ['base', (sib & 7).toString(2).padStart(3, '0')],
      ]);
    }
    take('displacement', displacement);
  }
  take('immediate', bytes.length - at);
  return fields;
}
