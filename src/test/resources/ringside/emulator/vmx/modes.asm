; Guests that are not in 64-bit mode: 32-bit and PAE paging, virtual-8086 mode, real-address mode. Task
; switches, which only such guests have, are in tasks.asm.
%include "kernel.inc"

%macro ept 0
        secondary 1 << 1
%endmacro

; ---- 32-bit paging ----

case "32-bit paging", "x"
        call    flat32_guest
        mov     dword [SCRATCH], 0x1234
guest
        bits    32
        mov     eax, [SCRATCH]
        vmcall
        bits    64

case "32-bit paging: #PF", "nq"
        call    flat32_guest
        vmset   EXCEPTION_BITMAP, 1 << 14
        mov     dword [PAGE_DIRECTORY + 4 * 4], 0
guest
        bits    32
        mov     eax, [0x1000123]
        bits    64

case "32-bit paging under EPT", "qpa"
        call    flat32_guest
        ept
        mov     qword [EPT_PT], 0
guest
        bits    32
        mov     [TARGET + 4], eax
        bits    64

case "CPUID", "qlr"
        call    flat32_guest
guest
        bits    32
        cpuid
        bits    64

case "MOV to CR3", "ql"
        call    flat32_guest
        vmor    PRIMARY_CONTROLS, 1 << 15
guest
        bits    32
        mov     cr3, ebp
        bits    64

case "SGDT tells the operand size", "qli"
        call    flat32_guest
        secondary 1 << 2
guest
        bits    32
        sgdt    [ebx + 4]
        bits    64

case "LIDT with a 16-bit operand", "qli"
        call    flat32_guest
        secondary 1 << 2
guest
        bits    32
        o16 lidt [ebx + 4]
        bits    64

case "INSW with 16-bit addresses", "qlai"
        call    flat32_guest
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        bits    32
        mov     edx, 0x510
        mov     edi, 0x12345678
        a16 insw
        bits    64

case "OUTSD from a segment with a base", "qlai"
        call    flat32_guest
        vmor    PRIMARY_CONTROLS, 1 << 24
        vmset   GUEST_FS_BASE, 0x1000
guest
        bits    32
        mov     edx, 0x510
        mov     esi, SCRATCH
        fs outsd
        bits    64

case "VMCALL in a 16-bit code segment", "ql"
        call    flat32_guest
        vmset   GUEST_CS_ACCESS_RIGHTS, 0x809B
guest
        vmcall

; ---- PAE paging ----

case "PAE paging", "x"
        call    pae_guest
        mov     dword [SCRATCH], 0x1234
guest
        bits    32
        mov     eax, [SCRATCH]
        vmcall
        bits    64

case "PAE paging: a reserved bit of a PDPTE refuses the entry", "q"
        call    pae_guest
        mov     dword [PDPT + 16], 3
guest
        vmcall

case "PAE paging: an absent PDPTE may have any bits", "x"
        call    pae_guest
        mov     dword [PDPT + 16], 2
guest
        bits    32
        mov     eax, 7
        vmcall
        bits    64

case "PAE paging: MOV to CR3 with a reserved bit is #GP", "n"
        call    pae_guest
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        bits    32
        mov     dword [PDPT + 16], 3
        mov     eax, cr3
        mov     cr3, eax
        bits    64

case "PAE paging under EPT: a PDPTE in the VMCS refuses the entry", "q"
        call    pae_guest
        ept
        vmset   GUEST_PDPTE0, PAE_DIRECTORY + 1
        vmset   GUEST_PDPTE3, 3
guest
        vmcall

case "PAE paging under EPT: MOV to CR3 reads PDPTEs through EPT", "qp"
        call    pae_guest
        ept
        vmset   GUEST_PDPTE0, PAE_DIRECTORY + 1
        vmset   GUEST_PDPTE1, 0
        vmset   GUEST_PDPTE2, 0
        vmset   GUEST_PDPTE3, 0
        mov     qword [EPT_PT], 0
guest
        bits    32
        mov     eax, TARGET
        mov     cr3, eax
        bits    64

case "PAE paging: #PF of a fetch from a page that may not be executed", "nq"
        call    pae_guest
        vmset   EXCEPTION_BITMAP, 1 << 14
        vmset   GUEST_IA32_EFER, 1 << 11
        bts     qword [PAE_DIRECTORY + TARGET / 0x200000 * 8], 63
guest
        bits    32
        mov     eax, TARGET
        jmp     eax
        bits    64

; ---- virtual-8086 mode ----

%macro v86 1                            ; bytes at 8000
        call    flat32_guest
        call    virtual_8086
        mov     dword [0x8000], %1
%endmacro

case "virtual-8086 mode: CPUID", "ql"
        v86     0x9090A20F
guest
        nop

case "virtual-8086 mode: HLT is #GP", "n"
        v86     0xF4
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmor    PRIMARY_CONTROLS, 1 << 7
guest
        nop

case "virtual-8086 mode: CLI with IOPL 0 is #GP", "n"
        v86     0xFA
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        nop

case "virtual-8086 mode: VMCALL exits", "ql"
        v86     0xC1010F
guest
        nop

case "virtual-8086 mode: IN that the TSS does not permit is #GP", "n"
        v86     0x80E4
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmor    PRIMARY_CONTROLS, 1 << 24
        mov     byte [tss + 0x10], 1            ; its permission map begins at 0
guest
        nop

; ---- real-address mode, as an unrestricted guest ----

%macro real 1                           ; bytes at 8000
        ept
        secondary 1 << 7
        call    real_mode
        mov     dword [0x8000], %1
%endmacro

case "real-address mode: INT goes through the vector table", "ql"
        real    0x21CD
        mov     dword [0x21 * 4], 0x08000010    ; 0800:0010
        mov     dword [0x8010], 0xA20F
        vmset   GUEST_IDTR_BASE, 0
        vmset   GUEST_IDTR_LIMIT, 0x3FF
guest
        nop

case "real-address mode: a segment beyond its limit is #GP without an error code", "n"
        real    0x90FFFFA1
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        nop

case "real-address mode: OUT", "ql"
        real    0xEE
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        nop

case "real-address mode: LGDT", "qli"
        real    0x3457010F              ; lgdt [bx + 34]
        secondary 1 << 2
guest
        nop

case "real-address mode: MOV to CR0 that owned bits do not allow", "ql"
        real    0xC0220F                ; mov cr0, eax
        vmset   CR0_GUEST_HOST_MASK, 1
        vmset   CR0_READ_SHADOW, 1
guest
        nop

case "to protected mode and paging without an exit", "x0"
        ept
        secondary 1 << 7
        vmclr   GUEST_CR0, 1 << 31
        call    legacy_guest
        vmclr   GUEST_CR4, 1 << 5
        vmor    GUEST_CR4, 1 << 4
        mov     edi, PAGE_DIRECTORY
        call    flat32_tables
        mov     dword [SCRATCH], 0x4321
guest
        bits    32
        mov     eax, PAGE_DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        bts     eax, 31
        mov     cr0, eax
        mov     eax, [SCRATCH]
        vmcall
        bits    64

        end_of_cases
