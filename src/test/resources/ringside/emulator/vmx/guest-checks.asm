; More of what VM entries refuse: the checks that need a guest of another mode or a control that is
; seldom set, and each segment's own.
%include "kernel.inc"

%macro wrong 3                          ; name, field, value
case %1, "q"
        vmset   %2, %3
guest
        vmcall
%endmacro

; ---- controls ----

%macro posting 0
        vmor    PIN_BASED_CONTROLS, 1 | 1 << 7
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary 1 << 9
        vmset   POSTED_INTERRUPT_NOTIFICATION_VECTOR, 0x50
        vmset   POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, POSTED
%endmacro

case "posted interrupts", "q"
        posting
guest
        vmcall

case "posted interrupts without virtual-interrupt delivery", "q"
        posting
        vmclr   SECONDARY_CONTROLS, 1 << 9
guest
        vmcall

case "posted interrupts that are not acknowledged", "q"
        posting
        vmclr   EXIT_CONTROLS, 1 << 15
guest
        vmcall

case "a notification vector above 255", "q"
        posting
        vmset   POSTED_INTERRUPT_NOTIFICATION_VECTOR, 0x100
guest
        vmcall

case "a posted-interrupt descriptor that is not aligned to 64 bytes", "q"
        posting
        vmset   POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, POSTED + 32
guest
        vmcall

case "page-modification log without EPT", "q"
        secondary 1 << 17
        vmset   PML_ADDRESS, PML_LOG
guest
        vmcall

case "page-modification log that is not a page", "q"
        secondary 1 << 1 | 1 << 17
        vmset   PML_ADDRESS, PML_LOG + 8
guest
        vmcall

case "VMWRITE bitmap that is not a page", "q"
        secondary 1 << 14
        vmset   VMWRITE_BITMAP_ADDRESS, VMREAD_BITMAP + 0x1800
guest
        vmcall

; ---- host state, in 64-bit mode for a 32-bit host ----

case "the host address-space size is not the processor's", "q"
        vmclr   EXIT_CONTROLS, 1 << 9 | 1 << 21
guest
        vmcall

case "SS is null for a 32-bit host", "q"
        vmclr   EXIT_CONTROLS, 1 << 9 | 1 << 21
        vmset   HOST_SS_SELECTOR, 0
guest
        vmcall

; ---- guest control registers ----

case "IA-32e mode without paging", "q"
        secondary 1 << 1 | 1 << 7
        vmclr   GUEST_CR0, 1 << 31
guest
        vmcall

case "PCIDE outside IA-32e mode", "q"
        call    pae_guest
        vmor    GUEST_CR4, 1 << 17
guest
        vmcall

; ---- virtual-8086 mode ----

case "virtual-8086 mode", "q"
        call    flat32_guest
        call    virtual_8086
        mov     dword [0x8000], 0xA20F
guest
        nop

%macro wrong_8086 3
case %1, "q"
        call    flat32_guest
        call    virtual_8086
        vmset   %2, %3
guest
        nop
%endmacro

wrong_8086 "virtual-8086 mode: SS.base", GUEST_SS_BASE, 0x8010
wrong_8086 "virtual-8086 mode: DS.base", GUEST_DS_BASE, 0x10
wrong_8086 "virtual-8086 mode: ES.base", GUEST_ES_BASE, 0x10
wrong_8086 "virtual-8086 mode: FS.base", GUEST_FS_BASE, 0x10
wrong_8086 "virtual-8086 mode: GS.base", GUEST_GS_BASE, 0x10
wrong_8086 "virtual-8086 mode: CS.limit", GUEST_CS_LIMIT, 0xFFFE
wrong_8086 "virtual-8086 mode: SS.limit", GUEST_SS_LIMIT, 0xFFFFF
wrong_8086 "virtual-8086 mode: DS.limit", GUEST_DS_LIMIT, 0
wrong_8086 "virtual-8086 mode: ES.limit", GUEST_ES_LIMIT, 0xFFFE
wrong_8086 "virtual-8086 mode: FS.limit", GUEST_FS_LIMIT, 0xFFFE
wrong_8086 "virtual-8086 mode: GS.limit", GUEST_GS_LIMIT, 0xFFFE
wrong_8086 "virtual-8086 mode: CS rights", GUEST_CS_ACCESS_RIGHTS, 0xFB
wrong_8086 "virtual-8086 mode: SS rights", GUEST_SS_ACCESS_RIGHTS, 0x93
wrong_8086 "virtual-8086 mode: DS rights", GUEST_DS_ACCESS_RIGHTS, 0x10000
wrong_8086 "virtual-8086 mode: ES rights", GUEST_ES_ACCESS_RIGHTS, 0x40F3
wrong_8086 "virtual-8086 mode: FS rights", GUEST_FS_ACCESS_RIGHTS, 0xF2
wrong_8086 "virtual-8086 mode: GS rights", GUEST_GS_ACCESS_RIGHTS, 0x73

case "virtual-8086 mode in IA-32e mode", "q"
        call    virtual_8086
guest
        nop

; ---- segments ----

wrong "LDTR is usable", GUEST_LDTR_ACCESS_RIGHTS, 0x82
case "LDTR's base is not canonical", "q"
        vmset   GUEST_LDTR_ACCESS_RIGHTS, 0x82
        vmset   GUEST_LDTR_BASE, 1 << 47
guest
        vmcall
wrong "ES is not accessed", GUEST_ES_ACCESS_RIGHTS, 0xC092
wrong "FS is not accessed", GUEST_FS_ACCESS_RIGHTS, 0xC092
wrong "GS is code that may not be read", GUEST_GS_ACCESS_RIGHTS, 0xC099
wrong "SS is a system segment", GUEST_SS_ACCESS_RIGHTS, 0xC083
wrong "DS is a system segment", GUEST_DS_ACCESS_RIGHTS, 0xC083
wrong "FS is a system segment", GUEST_FS_ACCESS_RIGHTS, 0xC083
wrong "GS is a system segment", GUEST_GS_ACCESS_RIGHTS, 0xC083
case "SS.DPL is not the RPL of its selector", "q"
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xA0BB
        vmset   GUEST_SS_ACCESS_RIGHTS, 0xC0B3
guest
        vmcall
case "SS.DPL is not 0 in real-address mode", "q"
        secondary 1 << 1 | 1 << 7
        call    real_mode
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xFB
        vmset   GUEST_SS_ACCESS_RIGHTS, 0xF3
guest
        nop
wrong "ES.DPL is below its RPL", GUEST_ES_SELECTOR, DATA + 1
wrong "FS.DPL is below its RPL", GUEST_FS_SELECTOR, DATA + 2
wrong "GS.DPL is below its RPL", GUEST_GS_SELECTOR, DATA + 3
wrong "SS has a reserved bit", GUEST_SS_ACCESS_RIGHTS, 0xC193
wrong "SS has G clear with a limit of 4 GiB", GUEST_SS_ACCESS_RIGHTS, 0x4093
wrong "DS is not present", GUEST_DS_ACCESS_RIGHTS, 0xC013
wrong "DS has a reserved bit", GUEST_DS_ACCESS_RIGHTS, 0x2C093
wrong "DS has G clear with a limit of 4 GiB", GUEST_DS_ACCESS_RIGHTS, 0x4093
wrong "ES is not present", GUEST_ES_ACCESS_RIGHTS, 0xC013
wrong "ES has a reserved bit", GUEST_ES_ACCESS_RIGHTS, 0xC893
wrong "ES has G set with a limit that it cannot have", GUEST_ES_LIMIT, 0xFFFFF000
wrong "FS is not present", GUEST_FS_ACCESS_RIGHTS, 0xC013
wrong "FS has G clear with a limit of 4 GiB", GUEST_FS_ACCESS_RIGHTS, 0x4093
wrong "GS is not present", GUEST_GS_ACCESS_RIGHTS, 0xC013
wrong "GS has a reserved bit", GUEST_GS_ACCESS_RIGHTS, 0xC293
wrong "TR has a reserved bit", GUEST_TR_ACCESS_RIGHTS, 0x18B
wrong "LDTR is a code segment", GUEST_LDTR_ACCESS_RIGHTS, 0x92
wrong "LDTR has a reserved bit", GUEST_LDTR_ACCESS_RIGHTS, 0x182
case "LDTR has G set with a limit that it cannot have", "q"
        vmset   GUEST_LDTR_ACCESS_RIGHTS, 0x8082
        vmset   GUEST_LDTR_LIMIT, 0x1000
guest
        vmcall

; ---- what Bochs has not ----

case "a TSC multiplier of 0", "q"
        vmor    PRIMARY_CONTROLS, 1 << 3
        secondary 1 << 25
        vmset   TSC_MULTIPLIER, 0
guest
        vmcall

        end_of_cases
