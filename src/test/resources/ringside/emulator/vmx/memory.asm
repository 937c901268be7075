; EPT, VPID, and what depends on translations: violations, misconfigurations, flags, logging, VM
; functions, shadow VMCSs, the APIC-access page.
%include "kernel.inc"

%macro ept 0
        secondary 1 << 1
%endmacro

; The entry that maps TARGET.
%macro target 1
        mov     rax, %1
        mov     [EPT_PT], rax
%endmacro

; ---- violations ----

case "everything mapped", "q"
        ept
guest
        mov     [TARGET], rax
        mov     rax, [TARGET]
        vmcall

case "read of a page that is not there", "qpanv"
        ept
        target  0
guest
        mov     rax, [TARGET + 0x123]

case "write to a page that is not there", "qpa"
        ept
        target  0
guest
        mov     [TARGET + 0x123], al

case "write to a page that may be read", "qpa"
        ept
        target  TARGET | 6 << 3 | 1
guest
        mov     rax, [TARGET]
        mov     [TARGET + 8], al

case "write to a page that may be read and executed", "qpa"
        ept
        target  TARGET | 6 << 3 | 5
guest
        mov     [TARGET + 8], al

case "fetch from a page that may be read and written", "qpa"
        ept
        target  TARGET | 6 << 3 | 3
guest
        mov     eax, TARGET + 0x40
        jmp     rax

case "read of a page that may be executed alone", "qpa"
        ept
        target  TARGET | 6 << 3 | 4
guest
        mov     al, [TARGET + 0x800]

case "fetch from a page that may be executed alone", "x"
        ept
        target  TARGET | 6 << 3 | 4
        mov     dword [TARGET], 0xC1010F90      ; nop, vmcall
guest
        mov     eax, TARGET
        jmp     rax

case "rights are those of all levels", "q"
        ept
        mov     byte [EPT + 0x2000 + TARGET / 0x200000 * 8], 1
guest
        mov     [TARGET], al

case "a 2 MiB page that may not be written", "qpa"
        ept
        and     byte [EPT + 0x2000 + 4 * 8], ~2
guest
        mov     [0x9ABCDE], al

case "a 1 GiB page", "q"
        ept
        mov     qword [EPT + 0x1000], 0x80 | 6 << 3 | 7
guest
        mov     [TARGET], al
        vmcall

case "a page directory that is not there", "qp"
        ept
        mov     qword [EPT + 0x1000 + 8], 0
guest
        mov     al, [0x3FFFF000]
        mov     qword [TABLES + 0x2000 + 511 * 8], 0x40000087
        mov     rax, cr3
        mov     cr3, rax
        mov     al, [0x3FFFF000]
behind_directory:
        vmcall
again
        mov     qword [TABLES + 0x2000 + 511 * 8], 0x3FE00087
        vmset   GUEST_RIP, behind_directory
        ret

case "push", "qa"
        ept
        target  0
        vmset   GUEST_RSP, TARGET + 0x10
guest
        push    rax

; ---- the guest's tables ----

case "a guest table that is not there", "qpa"
        ept
        target  0
        vmset   GUEST_CR3, TARGET
guest
        nop

case "a guest table that may not be written: an accessed flag is due", "qp"
        ept
        target  TARGET | 6 << 3 | 1
        mov     qword [TARGET], TABLES + 0x1000 + 7
        vmset   GUEST_CR3, TARGET
guest
        nop

case "a guest table that may not be written: nothing is due", "q"
        ept
        target  TARGET | 6 << 3 | 1
        mov     qword [TARGET], TABLES + 0x1000 + 0x27
        vmset   GUEST_CR3, TARGET
guest
        vmcall

case "a guest table that may not be written, with EPT accessed flags", "qp"
        ept
        vmset   EPT_POINTER, EPT | 0x5E
        target  TARGET | 6 << 3 | 1
        mov     qword [TARGET], TABLES + 0x1000 + 0x27
        vmset   GUEST_CR3, TARGET
guest
        vmcall

case "a guest page fault is the guest's", "x"
        ept
guest
        mov     rbx, 0x12345678000
        mov     al, [rbx]

; ---- misconfigurations ----

%macro misconfigured 2
case %1, "p"
        ept
        target  %2
guest
        mov     al, [TARGET + 0x10]
%endmacro
misconfigured "misconfigured: write without read", TARGET | 6 << 3 | 2
misconfigured "misconfigured: write and execute without read", TARGET | 6 << 3 | 6
misconfigured "misconfigured: memory type 2", TARGET | 2 << 3 | 7
misconfigured "misconfigured: memory type 7", TARGET | 7 << 3 | 7
misconfigured "misconfigured: beyond the address width", TARGET | 6 << 3 | 7 | 1 << 51

case "misconfigured: a large page that is not aligned", "p"
        ept
        or      dword [EPT + 0x2000 + 4 * 8], 0x1000
guest
        mov     al, [0x800000]

case "misconfigured: reserved bits of a table entry", "p"
        ept
        or      byte [EPT + 0x2000 + TARGET / 0x200000 * 8], 0x8
guest
        mov     al, [TARGET]

case "misconfigured: bit 7 of the first level", "p"
        ept
        or      byte [EPT], 0x80
guest
        nop

; ---- flags and logging ----

case "accessed flag", "m"
        ept
        vmset   EPT_POINTER, EPT | 0x5E
guest
        mov     al, [TARGET]
        mov     rax, [EPT_PT]
        mov     [SCRATCH], rax
        vmcall

case "dirty flag", "m"
        ept
        vmset   EPT_POINTER, EPT | 0x5E
guest
        mov     al, [TARGET]
        mov     [TARGET], al
        mov     rax, [EPT_PT]
        mov     [SCRATCH], rax
        vmcall

case "no flags without accessed and dirty flags", "m"
        ept
guest
        mov     [TARGET], al
        mov     rax, [EPT_PT]
        mov     [SCRATCH], rax
        vmcall

; ---- event delivery ----

case "the IDT is not there: IDT-vectoring information", "qpv"
        ept
        target  0
        vmset   GUEST_IDTR_BASE, TARGET
guest
        ud2

case "INT n through an IDT that is not there", "qvl"
        ept
        target  0
        vmset   GUEST_IDTR_BASE, TARGET
guest
        int     0x21

case "the stack of an injected interrupt is not there", "qva"
        ept
        target  0
        vmset   GUEST_RFLAGS, 0x202
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000021
        vmset   GUEST_RSP, TARGET + 0x100
guest
        nop

case "#PF, then its gate is not there", "qv"
        ept
        target  0
        vmset   GUEST_IDTR_BASE, TARGET
guest
        mov     rbx, 0x12345678000
        mov     al, [rbx]

; ---- cached translations ----

case "without INVEPT an entry that was used is still used", "q"
        ept
        secondary 1 << 5
guest
        mov     al, [TARGET]
        vmcall
again
        target  0
        vmset   GUEST_RIP, stale
        ret
stale:  mov     al, [TARGET]
        vmcall

case "after INVEPT it is not", "q"
        ept
        secondary 1 << 5
guest
        mov     al, [TARGET]
        vmcall
again
        target  0
        mov     eax, 2
        invept  rax, [SCRATCH]
        vmset   GUEST_RIP, stale
        ret

case "after INVVPID of the VPID it is not", "q"
        ept
        secondary 1 << 5
guest
        mov     al, [TARGET]
        vmcall
again
        target  0
        mov     qword [SCRATCH], 1
        mov     qword [SCRATCH + 8], 0
        mov     eax, 1
        invvpid rax, [SCRATCH]
        vmset   GUEST_RIP, stale
        ret

; ---- VM functions ----

case "VMFUNC takes another EPTP", "q"
        ept
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 1
        mov     qword [EPTP_LIST + 3 * 8], EPT | 0x18
guest
        xor     eax, eax
        mov     ecx, 3
        vmfunc
        vmcall

case "VMFUNC with an EPTP that is not valid", "l"
        ept
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 1
guest
        xor     eax, eax
        mov     ecx, 4
        vmfunc

case "VMFUNC 1", "l"
        ept
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 1
guest
        mov     eax, 1
        vmfunc

case "VMFUNC beyond the list", "l"
        ept
        secondary 1 << 13
        vmset   VM_FUNCTION_CONTROLS, 1
guest
        xor     eax, eax
        mov     ecx, 512
        vmfunc

; ---- shadow VMCS ----

%macro shadowed 0
        mov     eax, [revision]
        or      eax, 1 << 31
        mov     [LINKED_VMCS], eax
        vmclear [pointer_to_linked]
        secondary 1 << 14
        vmset   VMCS_LINK_POINTER, LINKED_VMCS
%endmacro

case "VMWRITE and VMREAD of the shadow VMCS", "qx"
        shadowed
guest
        mov     edx, GUEST_RIP
        mov     eax, 0x12345
        vmwrite rdx, rax
        xor     eax, eax
        vmread  rax, rdx
        vmcall

case "VMREAD whose bit is set exits", "q"
        shadowed
        mov     byte [VMREAD_BITMAP + GUEST_RIP / 8], 1 << (GUEST_RIP & 7)
guest
        mov     edx, GUEST_RIP
        vmread  rax, rdx

case "VMREAD of an encoding beyond the bitmap exits", "q"
        shadowed
guest
        mov     edx, 0x8000
        vmread  rax, rdx

; ---- page-modification logging ----

%macro pml 1                            ; index
        secondary 1 << 1 | 1 << 17
        vmor    EPT_POINTER, 1 << 6
        vmset   PML_ADDRESS, PML_LOG
        vmset   PML_INDEX, %1
%endmacro

case "a page that becomes dirty is logged", "x"
        pml     1
guest
        mov     [TARGET + 0x1234], al   ; the guest's own tables come before, at index 1
        mov     eax, [PML_LOG]
        vmcall

%macro flags_are_set 0                  ; accessed and dirty, but not of the first page of TARGET
        or      qword [EPT], 0x100
        or      qword [EPT + 0x1000], 0x100
        mov     edi, EPT + 0x2000
        mov     ecx, 1024
%%next: or      qword [rdi], 0x300
        add     edi, 8
        loop    %%next
        and     qword [EPT_PT], ~0x300
%endmacro

case "the log is full", "qv"
        pml     0xFFFF
        flags_are_set
guest
        mov     [TARGET], al

case "the log is full, and an accessed flag is due", "qv"
        pml     0xFFFF
        flags_are_set
guest
        mov     al, [TARGET]

case "the log is full, and no flag is due", "q"
        pml     0xFFFF
        flags_are_set
guest
        mov     [TARGET + 0x1000], al
        vmcall

; ---- the APIC-access page ----

%macro apic 0
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary 1
%endmacro

case "APIC access: read", "q"
        apic
guest
        mov     eax, [APIC_ACCESS + 0x20]

case "APIC access: write", "q"
        apic
guest
        mov     [APIC_ACCESS + 0xB0], eax

case "APIC access: TPR is virtual", "qx"
        apic
        mov     byte [VIRTUAL_APIC + 0x80], 0x45
guest
        mov     eax, [APIC_ACCESS + 0x80]
        vmcall

case "APIC access: TPR write", "m"
        apic
guest
        mov     dword [APIC_ACCESS + 0x80], 0x67
        mov     eax, [VIRTUAL_APIC + 0x80]
        mov     [SCRATCH], rax
        vmcall

case "APIC access with EPT", "q"
        apic
        ept
guest
        mov     eax, [APIC_ACCESS + 0x30]

; ---- modes ----

case "unrestricted guest in real-address mode", "ql"
        ept
        secondary 1 << 7
        call    real_mode
        mov     dword [0x8000], 0xF4A20F90      ; nop, cpuid, hlt
guest
        nop

case "unrestricted guest without paging", "ql"
        ept
        secondary 1 << 7
        vmclr   GUEST_CR0, 1 << 31
        vmclr   ENTRY_CONTROLS, 1 << 9
        vmclr   GUEST_IA32_EFER, 1 << 8 | 1 << 10
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
guest
        bits 32
        mov     eax, [TARGET]
        cpuid
        bits 64

case "#GP in real-address mode has no error code", "n"
        ept
        secondary 1 << 7
        call    real_mode
        vmset   EXCEPTION_BITMAP, 1 << 13
        mov     dword [0x8000], 0x90FFFFA1
guest
        nop

        end_of_cases
