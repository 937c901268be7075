/** The VMCB: control area and state save area. APM Vol. 2, "Layout of VMCB". */

/** `offset:size:name`. */
const CONTROL = `
000:2:INTERCEPT_CR_READS 002:2:INTERCEPT_CR_WRITES 004:2:INTERCEPT_DR_READS 006:2:INTERCEPT_DR_WRITES 008:4:INTERCEPT_EXCEPTIONS
00C:4:INTERCEPT_MISC_1 010:4:INTERCEPT_MISC_2 040:8:IOPM_BASE_PA 048:8:MSRPM_BASE_PA 050:8:TSC_OFFSET 058:4:GUEST_ASID 05C:1:TLB_CONTROL
060:8:V_INTR 068:8:INTERRUPT_SHADOW 090:8:NP_ENABLE 0A8:8:EVENTINJ 0B0:8:N_CR3 0B8:8:LBR_VIRTUALIZATION 0C0:4:VMCB_CLEAN`;
const EXIT = `070:8:EXITCODE 078:8:EXITINFO1 080:8:EXITINFO2 088:8:EXITINTINFO 0C8:8:NRIP`;
const SAVE = `
410:2:CS.selector 412:2:CS.attrib 414:4:CS.limit 418:8:CS.base 420:2:SS.selector 422:2:SS.attrib 428:8:SS.base 430:2:DS.selector
468:8:GDTR.base 488:8:IDTR.base 490:2:TR.selector 498:8:TR.base 4CB:1:CPL 4D0:8:EFER 548:8:CR4 550:8:CR3 558:8:CR0 560:8:DR7 568:8:DR6
570:8:RFLAGS 578:8:RIP 5D8:8:RSP 5F8:8:RAX 600:8:STAR 608:8:LSTAR 610:8:CSTAR 618:8:SFMASK 620:8:KERNEL_GS_BASE
628:8:SYSENTER_CS 630:8:SYSENTER_ESP 638:8:SYSENTER_EIP 640:8:CR2 668:8:G_PAT`;

export interface VmcbField {
  offset: number;
  size: number;
  name: string;
  area: 'control' | 'exit' | 'guest';
}

function parseTable(table: string, area: VmcbField['area']): VmcbField[] {
  return table
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [offset = '0', size = '1', name = ''] = entry.split(':');
      return { offset: parseInt(offset, 16), size: Number(size), name, area };
    });
}

export const VMCB_FIELDS: readonly VmcbField[] = [
  ...parseTable(EXIT, 'exit'),
  ...parseTable(CONTROL, 'control'),
  ...parseTable(SAVE, 'guest'),
];

export const NP_ENABLE = 0x90;
export const N_CR3 = 0xb0;

const MISC_1 =
  'INTR NMI SMI INIT VINTR CR0-selective IDTR-read GDTR-read LDTR-read TR-read IDTR-write GDTR-write LDTR-write TR-write RDTSC RDPMC PUSHF POPF CPUID RSM IRET INTn INVD PAUSE HLT INVLPG INVLPGA IOIO MSR task-switch FERR-freeze shutdown';
const MISC_2 = 'VMRUN VMMCALL VMLOAD VMSAVE STGI CLGI SKINIT RDTSCP ICEBP WBINVD MONITOR MWAIT MWAIT-armed XSETBV';

/** What a field of intercepts stops, in the manual's names; undefined where the field holds no intercepts. */
export function interceptsOn(name: string, value: bigint): string[] | undefined {
  const named = (names: string): string[] => names.split(' ').filter((_, bit) => ((value >> BigInt(bit)) & 1n) === 1n);
  switch (name) {
    case 'INTERCEPT_MISC_1':
      return named(MISC_1);
    case 'INTERCEPT_MISC_2':
      return named(MISC_2);
    case 'INTERCEPT_CR_READS':
    case 'INTERCEPT_CR_WRITES':
      return numbered('CR', value);
    case 'INTERCEPT_DR_READS':
    case 'INTERCEPT_DR_WRITES':
      return numbered('DR', value);
    case 'INTERCEPT_EXCEPTIONS':
      return numbered('#', value);
    default:
      return undefined;
  }
}

function numbered(prefix: string, value: bigint): string[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => ((value >> BigInt(bit)) & 1n) === 1n)
    .map((bit) => prefix + bit);
}
