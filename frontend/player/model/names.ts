/** Names that the manuals give to numbers. */

const EXCEPTIONS: Record<number, string> = {
  0: '#DE',
  1: '#DB',
  2: 'NMI',
  3: '#BP',
  4: '#OF',
  5: '#BR',
  6: '#UD',
  7: '#NM',
  8: '#DF',
  10: '#TS',
  11: '#NP',
  12: '#SS',
  13: '#GP',
  14: '#PF',
  16: '#MF',
  17: '#AC',
  18: '#MC',
  19: '#XM',
  20: '#VE',
  21: '#CP',
};

/** `#GP` for 13. */
export function exceptionName(vector: number): string {
  return EXCEPTIONS[vector] ?? `#${vector}`;
}

const MSRS: Record<string, string> = {
  '1b': 'APIC_BASE',
  '174': 'SYSENTER_CS',
  '175': 'SYSENTER_ESP',
  '176': 'SYSENTER_EIP',
  c0000080: 'EFER',
  c0000081: 'STAR',
  c0000082: 'LSTAR',
  c0000083: 'CSTAR',
  c0000084: 'FMASK',
  c0000100: 'FS_BASE',
  c0000101: 'GS_BASE',
  c0000102: 'KERNEL_GS_BASE',
};

/** `LSTAR` for C0000082; the number itself where the course has no name for it. */
export function msrName(index: number): string {
  const text = (index >>> 0).toString(16);
  return MSRS[text] ?? text.toUpperCase();
}

/** Which device a port belongs to, and what the port is there. */
export function portName(port: number): { device: 'UART' | 'PIC' | 'PIT' | 'SimDisk' | 'port'; register: string } {
  if (port >= 0x3f8 && port <= 0x3ff) {
    return {
      device: 'UART',
      register: ['data', 'IER', 'IIR', 'LCR', 'MCR', 'LSR', 'MSR', 'scratch'][port - 0x3f8] ?? '',
    };
  }
  if (port === 0x20 || port === 0xa0) return { device: 'PIC', register: 'command' };
  if (port === 0x21 || port === 0xa1) return { device: 'PIC', register: 'mask' };
  if (port >= 0x40 && port <= 0x42) return { device: 'PIT', register: `counter ${port - 0x40}` };
  if (port === 0x43) return { device: 'PIT', register: 'mode' };
  if (port >= 0x300 && port <= 0x30f)
    return { device: 'SimDisk', register: ['sector', 'DMA address', 'count', 'command'][(port - 0x300) >> 2] ?? '' };
  return { device: 'port', register: '' };
}
