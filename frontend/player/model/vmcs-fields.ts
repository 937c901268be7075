/** The fields of a VMCS by their encodings. SDM Vol. 3, "Field Encoding in VMCS". */

/** `encoding:name`, in the order of the appendix. */
const TABLE = `
  0000:VPID 0002:POSTED_INTERRUPT_NOTIFICATION_VECTOR 0004:EPTP_INDEX
  0800:GUEST_ES_SELECTOR 0802:GUEST_CS_SELECTOR 0804:GUEST_SS_SELECTOR
  0806:GUEST_DS_SELECTOR 0808:GUEST_FS_SELECTOR 080A:GUEST_GS_SELECTOR
  080C:GUEST_LDTR_SELECTOR 080E:GUEST_TR_SELECTOR 0810:GUEST_INTERRUPT_STATUS
  0812:GUEST_PML_INDEX 0C00:HOST_ES_SELECTOR 0C02:HOST_CS_SELECTOR
  0C04:HOST_SS_SELECTOR 0C06:HOST_DS_SELECTOR 0C08:HOST_FS_SELECTOR
  0C0A:HOST_GS_SELECTOR 0C0C:HOST_TR_SELECTOR 2000:IO_BITMAP_A
  2002:IO_BITMAP_B 2004:MSR_BITMAP 2006:EXIT_MSR_STORE_ADDR
  2008:EXIT_MSR_LOAD_ADDR 200A:ENTRY_MSR_LOAD_ADDR 200C:EXECUTIVE_VMCS_POINTER
  200E:PML_ADDRESS 2010:TSC_OFFSET 2012:VIRTUAL_APIC_ADDR
  2014:APIC_ACCESS_ADDR 2016:POSTED_INTERRUPT_DESC_ADDR 2018:VM_FUNCTION_CONTROLS
  201A:EPT_POINTER 201C:EOI_EXIT_BITMAP_0 201E:EOI_EXIT_BITMAP_1
  2020:EOI_EXIT_BITMAP_2 2022:EOI_EXIT_BITMAP_3 2024:EPTP_LIST_ADDR
  2026:VMREAD_BITMAP 2028:VMWRITE_BITMAP 202C:XSS_EXIT_BITMAP
  2032:TSC_MULTIPLIER 2400:GUEST_PHYSICAL_ADDRESS 2800:VMCS_LINK_POINTER
  2802:GUEST_DEBUGCTL 2804:GUEST_PAT 2806:GUEST_EFER
  2808:GUEST_PERF_GLOBAL_CTRL 280A:GUEST_PDPTE0 280C:GUEST_PDPTE1
  280E:GUEST_PDPTE2 2810:GUEST_PDPTE3 2C00:HOST_PAT
  2C02:HOST_EFER 2C04:HOST_PERF_GLOBAL_CTRL 4000:PIN_BASED_CONTROLS
  4002:PRIMARY_CONTROLS 4004:EXCEPTION_BITMAP 4006:PAGE_FAULT_ERROR_CODE_MASK
  4008:PAGE_FAULT_ERROR_CODE_MATCH 400A:CR3_TARGET_COUNT 400C:EXIT_CONTROLS
  400E:EXIT_MSR_STORE_COUNT 4010:EXIT_MSR_LOAD_COUNT 4012:ENTRY_CONTROLS
  4014:ENTRY_MSR_LOAD_COUNT 4016:ENTRY_INTERRUPTION_INFO 4018:ENTRY_EXCEPTION_ERROR_CODE
  401A:ENTRY_INSTRUCTION_LENGTH 401C:TPR_THRESHOLD 401E:SECONDARY_CONTROLS
  4020:PLE_GAP 4022:PLE_WINDOW 4400:VM_INSTRUCTION_ERROR
  4402:EXIT_REASON 4404:EXIT_INTERRUPTION_INFO 4406:EXIT_INTERRUPTION_ERROR_CODE
  4408:IDT_VECTORING_INFO 440A:IDT_VECTORING_ERROR_CODE 440C:EXIT_INSTRUCTION_LENGTH
  440E:EXIT_INSTRUCTION_INFO 4800:GUEST_ES_LIMIT 4802:GUEST_CS_LIMIT
  4804:GUEST_SS_LIMIT 4806:GUEST_DS_LIMIT 4808:GUEST_FS_LIMIT
  480A:GUEST_GS_LIMIT 480C:GUEST_LDTR_LIMIT 480E:GUEST_TR_LIMIT
  4810:GUEST_GDTR_LIMIT 4812:GUEST_IDTR_LIMIT 4814:GUEST_ES_ACCESS
  4816:GUEST_CS_ACCESS 4818:GUEST_SS_ACCESS 481A:GUEST_DS_ACCESS
  481C:GUEST_FS_ACCESS 481E:GUEST_GS_ACCESS 4820:GUEST_LDTR_ACCESS
  4822:GUEST_TR_ACCESS 4824:GUEST_INTERRUPTIBILITY 4826:GUEST_ACTIVITY_STATE
  4828:GUEST_SMBASE 482A:GUEST_SYSENTER_CS 482E:PREEMPTION_TIMER
  4C00:HOST_SYSENTER_CS 6000:CR0_MASK 6002:CR4_MASK
  6004:CR0_READ_SHADOW 6006:CR4_READ_SHADOW 6008:CR3_TARGET_0
  600A:CR3_TARGET_1 600C:CR3_TARGET_2 600E:CR3_TARGET_3
  6400:EXIT_QUALIFICATION 6402:IO_RCX 6404:IO_RSI
  6406:IO_RDI 6408:IO_RIP 640A:GUEST_LINEAR_ADDRESS
  6800:GUEST_CR0 6802:GUEST_CR3 6804:GUEST_CR4
  6806:GUEST_ES_BASE 6808:GUEST_CS_BASE 680A:GUEST_SS_BASE
  680C:GUEST_DS_BASE 680E:GUEST_FS_BASE 6810:GUEST_GS_BASE
  6812:GUEST_LDTR_BASE 6814:GUEST_TR_BASE 6816:GUEST_GDTR_BASE
  6818:GUEST_IDTR_BASE 681A:GUEST_DR7 681C:GUEST_RSP
  681E:GUEST_RIP 6820:GUEST_RFLAGS 6822:GUEST_PENDING_DEBUG
  6824:GUEST_SYSENTER_ESP 6826:GUEST_SYSENTER_EIP 6C00:HOST_CR0
  6C02:HOST_CR3 6C04:HOST_CR4 6C06:HOST_FS_BASE
  6C08:HOST_GS_BASE 6C0A:HOST_TR_BASE 6C0C:HOST_GDTR_BASE
  6C0E:HOST_IDTR_BASE 6C10:HOST_SYSENTER_ESP 6C12:HOST_SYSENTER_EIP
  6C14:HOST_RSP 6C16:HOST_RIP`;

export type VmcsArea = 'control' | 'exit' | 'guest' | 'host';

export interface VmcsField {
  encoding: number;
  name: string;
  area: VmcsArea;
}

/** Bits 11:10 of an encoding are the type of the field. */
const AREAS: readonly VmcsArea[] = ['control', 'exit', 'guest', 'host'];

const FIELDS: ReadonlyMap<number, VmcsField> = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((entry) => {
      const [code = '0', name = ''] = entry.split(':');
      const encoding = parseInt(code, 16);
      return [encoding, { encoding, name, area: AREAS[(encoding >> 10) & 3] ?? 'control' }];
    }),
);

/** The field of an encoding; its high half counts as the field itself. */
export function vmcsField(encoding: number): VmcsField | undefined {
  return FIELDS.get(encoding & ~1);
}

export function vmcsFieldNamed(name: string): VmcsField | undefined {
  return [...FIELDS.values()].find((field) => field.name === name);
}

/** Bits of the control fields by the manual's names. SDM Vol. 3, "VM-Execution Control Fields" and the two after it. */
const CONTROLS: Record<string, Record<number, string>> = {
  PIN_BASED_CONTROLS: {
    0: 'external-interrupt exiting',
    3: 'NMI exiting',
    5: 'virtual NMIs',
    6: 'preemption timer',
    7: 'posted interrupts',
  },
  PRIMARY_CONTROLS: {
    2: 'interrupt-window exiting',
    3: 'TSC offsetting',
    7: 'HLT exiting',
    9: 'INVLPG exiting',
    10: 'MWAIT exiting',
    11: 'RDPMC exiting',
    12: 'RDTSC exiting',
    15: 'CR3-load exiting',
    16: 'CR3-store exiting',
    19: 'CR8-load exiting',
    20: 'CR8-store exiting',
    21: 'TPR shadow',
    22: 'NMI-window exiting',
    23: 'MOV-DR exiting',
    24: 'unconditional I/O exiting',
    25: 'I/O bitmaps',
    27: 'monitor trap flag',
    28: 'MSR bitmaps',
    29: 'MONITOR exiting',
    30: 'PAUSE exiting',
    31: 'secondary controls',
  },
  SECONDARY_CONTROLS: {
    0: 'virtualize APIC accesses',
    1: 'EPT',
    2: 'descriptor-table exiting',
    3: 'RDTSCP',
    4: 'virtualize x2APIC mode',
    5: 'VPID',
    6: 'WBINVD exiting',
    7: 'unrestricted guest',
    8: 'APIC-register virtualization',
    9: 'virtual-interrupt delivery',
    10: 'PAUSE-loop exiting',
    11: 'RDRAND exiting',
    12: 'INVPCID',
    13: 'VM functions',
    14: 'VMCS shadowing',
    16: 'RDSEED exiting',
    17: 'PML',
    20: 'XSAVES',
  },
  EXIT_CONTROLS: {
    2: 'save debug controls',
    9: 'host address-space size',
    12: 'load PERF_GLOBAL_CTRL',
    15: 'acknowledge interrupt on exit',
    18: 'save PAT',
    19: 'load PAT',
    20: 'save EFER',
    21: 'load EFER',
    22: 'save preemption timer',
  },
  ENTRY_CONTROLS: {
    2: 'load debug controls',
    9: 'IA-32e mode guest',
    10: 'entry to SMM',
    13: 'load PERF_GLOBAL_CTRL',
    14: 'load PAT',
    15: 'load EFER',
  },
};

/** Names of the controls that are on; undefined where the field is no set of controls. */
export function controlsOn(name: string, value: bigint): string[] | undefined {
  const names = CONTROLS[name];
  return names && Object.entries(names).flatMap(([bit, control]) => ((value >> BigInt(bit)) & 1n ? [control] : []));
}
