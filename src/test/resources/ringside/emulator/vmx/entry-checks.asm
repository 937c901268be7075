; What VM entries refuse: VMfail with an error number for controls and host state, an exit with
; reason 80000021 for guest state. A row is one wrong value in a VMCS that is otherwise in order.
%include "kernel.inc"

%macro wrong 3                          ; name, field, value
case %1, "q"
        vmset   %2, %3
guest
        vmcall
%endmacro

%macro also 2                           ; bits that another field needs
        vmor    %1, %2
%endmacro

case "nothing is wrong", "q"
guest
        vmcall

; ---- VM-execution controls ----

wrong "pin-based reserved bit 1 clear", PIN_BASED_CONTROLS, 0x14
wrong "pin-based reserved bit 8 set", PIN_BASED_CONTROLS, 0x116
wrong "primary reserved bit 1 clear", PRIMARY_CONTROLS, 0x10006170
wrong "primary reserved bit 0 set", PRIMARY_CONTROLS, 0x10006173
case "secondary reserved bit 31 set", "q"
        secondary 1 << 31
guest
        vmcall
case "secondary reserved bit 31 set but not activated", "q"
        vmset   SECONDARY_CONTROLS, 1 << 31
guest
        vmcall
wrong "5 CR3 targets", CR3_TARGET_COUNT, 5
case "I/O bitmap A not aligned", "q"
        vmor    PRIMARY_CONTROLS, 1 << 25
        vmset   IO_BITMAP_A_ADDRESS, IO_BITMAP_A + 1
guest
        vmcall
case "I/O bitmap B beyond the address width", "q"
        vmor    PRIMARY_CONTROLS, 1 << 25
        vmset   IO_BITMAP_B_ADDRESS, 1 << 52
guest
        vmcall
wrong "I/O bitmap A not aligned and not used", IO_BITMAP_A_ADDRESS, 1
wrong "MSR bitmap not aligned", MSR_BITMAP_ADDRESS, MSR_BITMAP + 0x800
case "virtual-APIC page not aligned", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        vmset   VIRTUAL_APIC_ADDRESS, VIRTUAL_APIC + 0x10
guest
        vmcall
case "TPR threshold above 15", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        vmset   TPR_THRESHOLD, 0x10
        mov     byte [VIRTUAL_APIC + 0x80], 0xFF
guest
        vmcall
case "TPR threshold above VTPR", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        vmset   TPR_THRESHOLD, 6
        mov     byte [VIRTUAL_APIC + 0x80], 0x50
guest
        vmcall
case "TPR threshold equal to VTPR", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        vmset   TPR_THRESHOLD, 6
        mov     byte [VIRTUAL_APIC + 0x80], 0x60
guest
        vmcall
case "virtual NMIs without NMI exiting", "q"
        vmor    PIN_BASED_CONTROLS, 1 << 5
guest
        vmcall
case "NMI window without virtual NMIs", "q"
        vmor    PIN_BASED_CONTROLS, 1 << 3
        vmor    PRIMARY_CONTROLS, 1 << 22
guest
        vmcall
case "APIC-access page not aligned", "q"
        secondary 1
        vmset   APIC_ACCESS_ADDRESS, APIC_ACCESS + 8
guest
        vmcall
case "x2APIC mode without TPR shadow", "q"
        secondary 1 << 4
guest
        vmcall
case "APIC-register virtualization without TPR shadow", "q"
        secondary 1 << 8
guest
        vmcall
case "virtual-interrupt delivery without TPR shadow", "q"
        vmor    PIN_BASED_CONTROLS, 1
        secondary 1 << 9
guest
        vmcall
case "x2APIC mode and APIC accesses", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary 1 << 4 | 1
guest
        vmcall
case "virtual-interrupt delivery without interrupt exiting", "q"
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary 1 << 9
guest
        vmcall
case "VPID 0", "q"
        secondary 1 << 5
        vmset   VIRTUAL_PROCESSOR_IDENTIFIER, 0
guest
        vmcall
%macro wrong_eptp 2
case %1, "q"
        secondary 1 << 1
        vmset   EPT_POINTER, %2
guest
        vmcall
%endmacro
wrong_eptp "EPTP in order", EPT | 0x1E
wrong_eptp "EPTP memory type 5", EPT | 0x1D
wrong_eptp "EPTP uncacheable", EPT | 0x18
wrong_eptp "EPTP walk length 3", EPT | 0x16
wrong_eptp "EPTP accessed and dirty flags", EPT | 0x5E
wrong_eptp "EPTP reserved bit 8", EPT | 0x11E
wrong_eptp "EPTP beyond the address width", EPT | 0x1E | 1 << 51
case "unrestricted guest without EPT", "q"
        secondary 1 << 7
guest
        vmcall
case "VM function 1", "q"
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 2
guest
        vmcall
case "EPTP switching without EPT", "q"
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 1
guest
        vmcall
case "EPTP list not aligned", "q"
        secondary 1 << 13 | 1 << 1
        vmset   VM_FUNCTION_CONTROLS, 1
        vmset   EPTP_LIST_ADDRESS, EPTP_LIST + 8
guest
        vmcall
case "VMREAD bitmap not aligned", "q"
        secondary 1 << 14
        vmset   VMREAD_BITMAP_ADDRESS, VMREAD_BITMAP + 8
guest
        vmcall

; ---- VM-exit and VM-entry controls ----

wrong "exit reserved bit 0 clear", EXIT_CONTROLS, 0x236DFA
case "exit reserved bit 31 set", "q"
        vmor    EXIT_CONTROLS, 1 << 31
guest
        vmcall
case "preemption timer saved but not activated", "q"
        vmor    EXIT_CONTROLS, 1 << 22
guest
        vmcall
case "exit MSR-store area not aligned", "q"
        vmset   EXIT_MSR_STORE_COUNT, 1
        vmset   EXIT_MSR_STORE_ADDRESS, MSR_AREA + 8
guest
        vmcall
case "exit MSR-load area beyond the address width", "q"
        vmset   EXIT_MSR_LOAD_COUNT, 1
        vmset   EXIT_MSR_LOAD_ADDRESS, 1 << 52
guest
        vmcall
wrong "entry reserved bit 0 clear", ENTRY_CONTROLS, 0x93FA
case "entry MSR-load area not aligned", "q"
        vmset   ENTRY_MSR_LOAD_COUNT, 1
        vmset   ENTRY_MSR_LOAD_ADDRESS, MSR_AREA + 1
guest
        vmcall
%macro wrong_event 2
wrong %1, ENTRY_INTERRUPTION_INFORMATION, 1 << 31 | %2
%endmacro
wrong_event "inject type 1", 1 << 8 | 0x30
wrong_event "inject NMI with vector 3", 2 << 8 | 3
wrong_event "inject exception 32", 3 << 8 | 32
wrong_event "inject #UD with an error code", 1 << 11 | 3 << 8 | 6
wrong_event "inject #GP without an error code", 3 << 8 | 13
wrong_event "inject with reserved bit 12", 1 << 12 | 3 << 8 | 6
case "inject #GP with a wide error code", "q"
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000B0D
        vmset   ENTRY_EXCEPTION_ERROR_CODE, 0x10000
guest
        vmcall
case "inject INT n of 16 bytes", "q"
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000430
        vmset   ENTRY_INSTRUCTION_LENGTH, 16
guest
        vmcall

; ---- host state ----

case "host CR0 without NE", "q"
        vmclr   HOST_CR0, 0x20
guest
        vmcall
case "host CR0 without PG", "q"
        vmclr   HOST_CR0, 1 << 31
guest
        vmcall
case "host CR4 without VMXE", "q"
        vmclr   HOST_CR4, 1 << 13
guest
        vmcall
case "host CR4 reserved bit", "q"
        vmor    HOST_CR4, 1 << 15
guest
        vmcall
case "host CR4 without PAE", "q"
        vmclr   HOST_CR4, 1 << 5
guest
        vmcall
wrong "host CR3 beyond the address width", HOST_CR3, TABLES | 1 << 52
wrong "host SYSENTER_ESP not canonical", HOST_SYSENTER_ESP, 1 << 47
wrong "host SYSENTER_EIP not canonical", HOST_SYSENTER_EIP, 1 << 63
case "host PAT of a reserved type", "q"
        vmor    EXIT_CONTROLS, 1 << 19
        vmset   HOST_IA32_PAT, 0x0007040600070402
guest
        vmcall
wrong "host PAT of a reserved type that is not loaded", HOST_IA32_PAT, 2
case "host EFER without LMA", "q"
        vmclr   HOST_IA32_EFER, 1 << 10
guest
        vmcall
case "host EFER reserved bit", "q"
        vmor    HOST_IA32_EFER, 1 << 9
guest
        vmcall
wrong "host CS with RPL", HOST_CS_SELECTOR, CODE64 | 1
wrong "host CS null", HOST_CS_SELECTOR, 0
wrong "host SS with TI", HOST_SS_SELECTOR, DATA | 4
wrong "host SS null for a 64-bit host", HOST_SS_SELECTOR, 0
wrong "host DS with RPL", HOST_DS_SELECTOR, DATA | 3
wrong "host ES with TI", HOST_ES_SELECTOR, DATA | 4
wrong "host FS with RPL", HOST_FS_SELECTOR, 1
wrong "host GS with TI", HOST_GS_SELECTOR, 4
wrong "host TR with TI", HOST_TR_SELECTOR, TSS_SELECTOR | 4
wrong "host TR null", HOST_TR_SELECTOR, 0
wrong "host FS base not canonical", HOST_FS_BASE, 1 << 47
wrong "host GS base not canonical", HOST_GS_BASE, 1 << 62
wrong "host TR base not canonical", HOST_TR_BASE, 1 << 47
wrong "host GDTR base not canonical", HOST_GDTR_BASE, 1 << 47
wrong "host IDTR base not canonical", HOST_IDTR_BASE, 1 << 47
wrong "host RIP not canonical", HOST_RIP, 1 << 47
case "32-bit host in IA-32e mode", "q"
        vmclr   EXIT_CONTROLS, 1 << 9
guest
        vmcall

; ---- guest control registers, debug registers and MSRs ----

case "guest CR0 without NE", "q"
        vmclr   GUEST_CR0, 0x20
guest
        vmcall
case "guest CR0 without PG", "q"
        vmclr   GUEST_CR0, 1 << 31
guest
        vmcall
case "unrestricted guest CR0 with PG without PE", "q"
        secondary 1 << 7 | 1 << 1
        vmclr   GUEST_CR0, 1
guest
        vmcall
case "guest CR4 without VMXE", "q"
        vmclr   GUEST_CR4, 1 << 13
guest
        vmcall
case "guest CR4 reserved bit", "q"
        vmor    GUEST_CR4, 1 << 15
guest
        vmcall
case "guest CR4 without PAE in IA-32e mode", "q"
        vmclr   GUEST_CR4, 1 << 5
guest
        vmcall
wrong "guest CR3 beyond the address width", GUEST_CR3, TABLES | 1 << 52
case "guest DEBUGCTL reserved bit", "q"
        vmor    ENTRY_CONTROLS, 1 << 2
        vmset   GUEST_IA32_DEBUGCTL, 1 << 16
guest
        vmcall
case "guest DR7 wide", "q"
        vmor    ENTRY_CONTROLS, 1 << 2
        vmset   GUEST_DR7, 1 << 32 | 0x400
guest
        vmcall
wrong "guest SYSENTER_ESP not canonical", GUEST_SYSENTER_ESP, 1 << 47
wrong "guest SYSENTER_EIP not canonical", GUEST_SYSENTER_EIP, 1 << 47
case "guest PAT of a reserved type", "q"
        vmor    ENTRY_CONTROLS, 1 << 14
        vmset   GUEST_IA32_PAT, 0x0307040600070406
guest
        vmcall
case "guest EFER reserved bit", "q"
        vmor    GUEST_IA32_EFER, 1 << 9
guest
        vmcall
case "guest EFER without LMA in IA-32e mode", "q"
        vmclr   GUEST_IA32_EFER, 1 << 10
guest
        vmcall
case "guest EFER without LME in IA-32e mode", "q"
        vmclr   GUEST_IA32_EFER, 1 << 8
guest
        vmcall

; ---- guest segments ----

wrong "guest TR with TI", GUEST_TR_SELECTOR, TSS_SELECTOR | 4
wrong "guest LDTR unusable with TI", GUEST_LDTR_SELECTOR, 4
case "guest LDTR usable with TI", "q"
        vmset   GUEST_LDTR_SELECTOR, 4
        vmset   GUEST_LDTR_ACCESS_RIGHTS, 0x82
guest
        vmcall
wrong "guest SS with another RPL than CS", GUEST_SS_SELECTOR, DATA | 1
wrong "guest TR base not canonical", GUEST_TR_BASE, 1 << 47
wrong "guest FS base not canonical", GUEST_FS_BASE, 1 << 47
wrong "guest GS base not canonical", GUEST_GS_BASE, 1 << 63
wrong "guest CS base wide", GUEST_CS_BASE, 1 << 32
wrong "guest SS base wide", GUEST_SS_BASE, 1 << 32
wrong "guest DS base wide", GUEST_DS_BASE, 1 << 32
wrong "guest ES base wide", GUEST_ES_BASE, 1 << 32
wrong "guest CS of a data type", GUEST_CS_ACCESS_RIGHTS, 0xA093
wrong "guest CS not accessed", GUEST_CS_ACCESS_RIGHTS, 0xA09A
wrong "guest CS a system segment", GUEST_CS_ACCESS_RIGHTS, 0xA08B
wrong "guest CS not present", GUEST_CS_ACCESS_RIGHTS, 0xA01B
wrong "guest CS with reserved bit 8", GUEST_CS_ACCESS_RIGHTS, 0xA19B
wrong "guest CS with L and D", GUEST_CS_ACCESS_RIGHTS, 0xE09B
wrong "guest CS with G and a limit in bytes", GUEST_CS_LIMIT, 0xFFFFF000
wrong "guest CS without G and a long limit", GUEST_CS_ACCESS_RIGHTS, 0x209B
wrong "guest CS with DPL 1", GUEST_CS_ACCESS_RIGHTS, 0xA0BB
wrong "guest CS conforming with DPL 1", GUEST_CS_ACCESS_RIGHTS, 0xA0BF
wrong "guest SS of a code type", GUEST_SS_ACCESS_RIGHTS, 0xC09B
wrong "guest SS read-only", GUEST_SS_ACCESS_RIGHTS, 0xC091
wrong "guest SS with DPL 3", GUEST_SS_ACCESS_RIGHTS, 0xC0F3
wrong "guest SS unusable", GUEST_SS_ACCESS_RIGHTS, 0x10000
wrong "guest SS unusable with DPL 3", GUEST_SS_ACCESS_RIGHTS, 0x10060
wrong "guest SS not present", GUEST_SS_ACCESS_RIGHTS, 0xC013
wrong "guest DS not accessed", GUEST_DS_ACCESS_RIGHTS, 0xC092
wrong "guest DS execute-only", GUEST_DS_ACCESS_RIGHTS, 0xC099
wrong "guest DS with RPL above DPL", GUEST_DS_SELECTOR, DATA | 3
wrong "guest ES a system segment", GUEST_ES_ACCESS_RIGHTS, 0xC083
wrong "guest FS with reserved bit 17", GUEST_FS_ACCESS_RIGHTS, 0x2C093
wrong "guest GS with a wrong G", GUEST_GS_LIMIT, 0xFFFFFFFE
wrong "guest GS unusable with a wrong limit", GUEST_GS_ACCESS_RIGHTS, 0x10000
wrong "guest TR available", GUEST_TR_ACCESS_RIGHTS, 0x89
wrong "guest TR a busy 16-bit TSS", GUEST_TR_ACCESS_RIGHTS, 0x83
wrong "guest TR a code segment", GUEST_TR_ACCESS_RIGHTS, 0x9B
wrong "guest TR not present", GUEST_TR_ACCESS_RIGHTS, 0x0B
wrong "guest TR unusable", GUEST_TR_ACCESS_RIGHTS, 0x1008B
wrong "guest TR with a wrong G", GUEST_TR_ACCESS_RIGHTS, 0x808B
wrong "guest LDTR of the wrong type", GUEST_LDTR_ACCESS_RIGHTS, 0x83
wrong "guest LDTR not present", GUEST_LDTR_ACCESS_RIGHTS, 0x02
wrong "guest LDTR usable", GUEST_LDTR_ACCESS_RIGHTS, 0x82
wrong "guest GDTR base not canonical", GUEST_GDTR_BASE, 1 << 47
wrong "guest IDTR base not canonical", GUEST_IDTR_BASE, 1 << 47
wrong "guest GDTR limit wide", GUEST_GDTR_LIMIT, 0x10000
wrong "guest IDTR limit wide", GUEST_IDTR_LIMIT, 0x10000

; ---- guest RIP and RFLAGS, non-register state ----

wrong "guest RIP not canonical", GUEST_RIP, 1 << 48
case "guest RIP wide in compatibility mode", "q"
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
        vmset   GUEST_RIP, 1 << 32
guest
        vmcall
wrong "guest RFLAGS bit 1 clear", GUEST_RFLAGS, 0
wrong "guest RFLAGS bit 15 set", GUEST_RFLAGS, 0x8002
wrong "guest RFLAGS bit 22 set", GUEST_RFLAGS, 1 << 22 | 2
wrong "guest RFLAGS.VM in IA-32e mode", GUEST_RFLAGS, 1 << 17 | 2
wrong "inject an external interrupt with IF clear", ENTRY_INTERRUPTION_INFORMATION, 0x80000030
wrong "guest activity 4", GUEST_ACTIVITY_STATE, 4
case "guest HLT at CPL 3", "q"
        call    user_mode
        vmset   GUEST_ACTIVITY_STATE, 1
guest
        vmcall
case "guest HLT and blocking by STI", "q"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_ACTIVITY_STATE, 1
        vmset   GUEST_INTERRUPTIBILITY_STATE, 1
guest
        vmcall
case "inject #UD in HLT", "q"
        vmset   GUEST_ACTIVITY_STATE, 1
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000306
guest
        vmcall
case "inject an interrupt in shutdown", "q"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_ACTIVITY_STATE, 2
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000030
guest
        vmcall
case "inject an NMI while waiting for SIPI", "q"
        vmset   GUEST_ACTIVITY_STATE, 3
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000202
guest
        vmcall
wrong "interruptibility reserved bit", GUEST_INTERRUPTIBILITY_STATE, 0x20
case "blocking by STI and MOV SS", "q"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_INTERRUPTIBILITY_STATE, 3
guest
        vmcall
wrong "blocking by STI with IF clear", GUEST_INTERRUPTIBILITY_STATE, 1
case "inject an interrupt while STI blocks", "q"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_INTERRUPTIBILITY_STATE, 1
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000030
guest
        vmcall
case "inject an interrupt while MOV SS blocks", "q"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000030
guest
        vmcall
case "inject an NMI while MOV SS blocks", "q"
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000202
guest
        vmcall
wrong "blocking by SMI", GUEST_INTERRUPTIBILITY_STATE, 4
case "inject an NMI while virtual NMIs are blocked", "q"
        vmor    PIN_BASED_CONTROLS, 1 << 3 | 1 << 5
        vmset   GUEST_INTERRUPTIBILITY_STATE, 8
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000202
guest
        vmcall
wrong "pending debug exceptions reserved bit", GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 4
wrong "pending debug exceptions bit 13", GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 13
case "MOV SS blocks, TF set, BS clear", "q"
        vmset   GUEST_RFLAGS, 0x102
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
guest
        vmcall
case "MOV SS blocks, TF clear, BS set", "q"
        vmset   GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 14
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
guest
        vmcall
wrong "VMCS link pointer not aligned", VMCS_LINK_POINTER, LINKED_VMCS + 1
wrong "VMCS link pointer beyond the address width", VMCS_LINK_POINTER, 1 << 52
wrong "VMCS link pointer to another revision", VMCS_LINK_POINTER, LINKED_VMCS
wrong "VMCS link pointer to the current VMCS", VMCS_LINK_POINTER, VMCS_REGION

; ---- MSR loading ----

%macro wrong_msr 4                      ; name, index, high half of the index, value
case %1, "q"
        vmset   ENTRY_MSR_LOAD_COUNT, 2
        vmset   ENTRY_MSR_LOAD_ADDRESS, MSR_AREA
        mov     dword [MSR_AREA], 0x174
        mov     dword [MSR_AREA + 16], %2
        mov     dword [MSR_AREA + 20], %3
        mov     rax, %4
        mov     [MSR_AREA + 24], rax
guest
        vmcall
%endmacro
wrong_msr "load KERNEL_GS_BASE", 0xC0000102, 0, 0x1234
wrong_msr "load FS_BASE", 0xC0000100, 0, 0
wrong_msr "load an MSR with reserved bits", 0x174, 1, 0
wrong_msr "load LSTAR not canonical", 0xC0000082, 0, 1 << 47

        end_of_cases
