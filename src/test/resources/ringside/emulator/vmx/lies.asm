; Bugs that make a scenario lie: the list of the domain reference, a case or more for each item. The
; number is the item's.
%include "kernel.inc"

LSTAR   equ 0xC0000082
STAR    equ 0xC0000081

%macro inject 2                         ; information, error code
        vmset   ENTRY_INTERRUPTION_INFORMATION, %1
        vmset   ENTRY_EXCEPTION_ERROR_CODE, %2
%endmacro

%macro invept_all 0
        mov     eax, 2
        invept  rax, [invept_descriptor]
%endmacro

; Gate %1 of the guest with rights %2.
%macro gate 2
        mov     byte [GUEST_IDT + %1 * 16 + 5], %2
%endmacro

%macro ept 0
        secondary 1 << 1
%endmacro

; ---- 1: an exit does not advance RIP ----

case "1 CPUID: RIP is at the instruction", "rl"
guest
        nop
        cpuid

case "1 WRMSR is like a fault: the MSR keeps its value", "rx"
        mov     byte [MSR_BITMAP + 0xC00 + 0x82 / 8], 1 << (0x82 & 7)
        mov     ecx, LSTAR
        xor     edx, edx
        mov     eax, 0x5555
        wrmsr
guest
        mov     ecx, LSTAR
        mov     eax, 0x7777
        wrmsr
        vmcall
again
        mov     ecx, LSTAR
        rdmsr
        mov     [guest_rax], rax
        ret

case "1 OUT: RIP is at the instruction", "rl"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        out     0x80, al

case "1 VMCALL: RIP is at the instruction", "rl"
guest
        vmcall

; ---- 2: blocking by STI and MOV SS ----

case "2 STI blocks for one instruction", "rs"
        vmor    PRIMARY_CONTROLS, 1 << 2
guest
        sti
        nop
        nop

case "2 an exit saves blocking by STI", "s"
guest
        sti
        vmcall

case "2 an exit saves blocking by MOV SS", "s"
guest
        mov     ecx, ss
        mov     ss, ecx
        vmcall

case "2 MOV SS holds #DB back", "nr"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_RFLAGS, 0x102
        mov     dword [SCRATCH], DATA
guest
        mov     ss, [SCRATCH]
        nop
        nop

; ---- 4: CR2 ----

case "4 the address of a #PF is in the qualification, not in CR2", "qx"
        vmset   EXCEPTION_BITMAP, 1 << 14
        mov     eax, 0x5555
        mov     cr2, rax
guest
        mov     rbx, 0x12345678000
        mov     al, [rbx]
again
        mov     rax, cr2
        mov     [guest_rax], rax
        vmset   GUEST_RIP, .resumed
        ret
.resumed:
        vmcall

; ---- 5: an exit during the delivery of an event ----

case "5 an EPT violation while #UD is delivered keeps #UD", "qv"
        ept
        mov     qword [EPT_PT], 0
        vmset   GUEST_IDTR_BASE, TARGET
guest
        ud2

case "5 injected again, the event is delivered", "qvx"
        ept
        mov     qword [EPT_PT], 0
        vmset   GUEST_IDTR_BASE, TARGET
        mov     edi, TARGET
        mov     ebx, guest_exceptions
        call    build_idt
guest
        mov     ebx, 0
        ud2
again
        mov     qword [EPT_PT], TARGET | 6 << 3 | 7
        invept_all
        mov     ebp, IDT_VECTORING_INFORMATION
        vmread  rax, rbp
        mov     ebp, ENTRY_INTERRUPTION_INFORMATION
        vmwrite rbp, rax
        vmset   GUEST_RIP, guest_exceptions
        ret

; ---- 6: what is not switched ----

case "6 LSTAR, CR2, DR0 and KERNEL_GS_BASE stay the guest's", "x"
guest
        mov     ecx, LSTAR
        xor     edx, edx
        mov     eax, 1
        wrmsr
        mov     ecx, 0xC0000102
        mov     eax, 2
        wrmsr
        mov     eax, 0x30
        mov     dr0, rax
        mov     eax, 0x400
        mov     cr2, rax
        xor     eax, eax
        vmcall
        vmcall
again
        mov     ecx, LSTAR
        rdmsr
        mov     [guest_rax], rax
        mov     ecx, 0xC0000102
        rdmsr
        add     [guest_rax], rax
        mov     rax, dr0
        add     [guest_rax], rax
        mov     rax, cr2
        add     [guest_rax], rax
        ret

case "6 the host's SYSENTER MSRs, FS base and GDTR come back", "x"
        vmset   HOST_SYSENTER_EIP, 0x1000
        vmset   HOST_FS_BASE, 0x200
        vmset   GUEST_SYSENTER_EIP, 0x7777
        vmset   GUEST_FS_BASE, 0x7777
        vmset   GUEST_GDTR_BASE, 0x7777
guest
        xor     eax, eax
        vmcall
        vmcall
again
        mov     ecx, 0x176
        rdmsr
        mov     [guest_rax], rax
        mov     ecx, 0xC0000100
        rdmsr
        add     [guest_rax], rax
        sgdt    [SCRATCH]
        mov     rax, [SCRATCH + 2]
        sub     rax, gdt
        add     [guest_rax], rax
        ret

; ---- 7: the FPU ----

case "7 CR0.TS is the guest's: #NM through its IDT", "x"
        vmor    GUEST_CR0, 8
guest
        fldz

case "7 and the host has its own", "x"
        vmor    GUEST_CR0, 8
guest
        vmcall
        vmcall
again
        smsw    eax
        and     eax, 8
        mov     [guest_rax], rax
        ret

case "7 XCR0 is shared", "x"
        mov     rax, cr4
        bts     eax, 18
        mov     cr4, rax
        vmor    GUEST_CR4, 1 << 18
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 3
        xsetbv
        mov     rax, cr4
        btr     eax, 18
        mov     cr4, rax
guest
        xor     ecx, ecx
        xgetbv
        vmcall

; ---- 8: EFER.LMA and "IA-32e mode guest" ----

case "8 EFER.LMA without the control", "q"
        vmclr   ENTRY_CONTROLS, 1 << 9
        vmset   GUEST_CS_SELECTOR, CODE32
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
guest
        vmcall

case "8 the control without EFER.LMA", "q"
        vmclr   GUEST_IA32_EFER, 1 << 10
guest
        vmcall

case "8 the control follows a guest that leaves IA-32e mode", "c0"
        secondary 1 << 1 | 1 << 7
        vmset   GUEST_CS_SELECTOR, CODE32
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
guest
        bits    32
        mov     eax, cr0
        btr     eax, 31
        mov     cr0, eax
        vmcall
        bits    64

; ---- 9: PDPTEs ----

case "9 a PDPTE in memory does nothing before MOV to CR3", "nq"
        call    pae_guest
        vmset   EXCEPTION_BITMAP, 1 << 14
guest
        bits    32
        mov     dword [PDPT + 8], PAE_DIRECTORY + 1
        mov     eax, [0x40000000 + SCRATCH]
        vmcall
        bits    64

case "9 after MOV to CR3 it does", "x"
        call    pae_guest
        vmset   EXCEPTION_BITMAP, 1 << 14
        mov     dword [SCRATCH], 0x1234
guest
        bits    32
        mov     dword [PDPT + 8], PAE_DIRECTORY + 1
        mov     eax, cr3
        mov     cr3, eax
        mov     eax, [0x40000000 + SCRATCH]
        vmcall
        bits    64

case "9 with EPT a VM entry takes them from the VMCS", "x"
        call    pae_guest
        ept
        vmset   GUEST_PDPTE0, PAE_DIRECTORY + 1
        vmset   GUEST_PDPTE1, PAE_DIRECTORY + 1
        vmset   GUEST_PDPTE2, 0
        vmset   GUEST_PDPTE3, 0
        mov     dword [SCRATCH], 0x1234
guest
        bits    32
        mov     eax, [0x40000000 + SCRATCH]
        vmcall
        bits    64

; ---- 10: NMIs ----

case "10 an injected NMI blocks NMIs", "xs"
        inject  0x80000202, 0
guest
        ud2

case "10 IRET ends virtual NMI blocking", "s"
        vmor    PIN_BASED_CONTROLS, 1 << 3 | 1 << 5
        vmset   GUEST_INTERRUPTIBILITY_STATE, 8
guest
        push    DATA
        push    GUEST_STACK
        pushfq
        push    CODE64
        push    .returned
        iretq
.returned:
        vmcall

case "10 an NMI window opens at that IRET", "r"
        vmor    PIN_BASED_CONTROLS, 1 << 3 | 1 << 5
        vmor    PRIMARY_CONTROLS, 1 << 22
        vmset   GUEST_INTERRUPTIBILITY_STATE, 8
guest
        push    DATA
        push    GUEST_STACK
        pushfq
        push    CODE64
        push    .returned
        iretq
.returned:
        nop

; ---- 11: flags ----

case "11 CLI above IOPL is #GP", "n"
        call    user_mode
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        cli

case "11 POPF above IOPL keeps IF and does not fault", "f"
        call    user_mode
        vmset   GUEST_RFLAGS, 0x202
guest
        push    0
        popfq
        vmcall

case "11 POPF at CPL 3 keeps IOPL", "f"
        call    user_mode
guest
        push    0x3002
        popfq
        vmcall

case "11 CLI with PVI clears VIF", "f"
        call    user_mode
        vmor    GUEST_CR4, 2
        vmset   GUEST_RFLAGS, 0x80202
guest
        cli
        vmcall

case "11 STI with PVI and VIP is #GP", "n"
        call    user_mode
        vmor    GUEST_CR4, 2
        vmset   GUEST_RFLAGS, 0x100202
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        sti

; ---- 12: gates ----

case "12 INT n asks for the gate's DPL", "n"
        call    user_mode
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        int     0x30

case "12 an external interrupt does not", "x"
        call    user_mode
        vmset   GUEST_RFLAGS, 0x202
        inject  0x80000030, 0
guest
        nop

case "12 an injected INT n does", "nv"
        call    user_mode
        vmset   EXCEPTION_BITMAP, 1 << 13
        inject  0x80000430, 0
        vmset   ENTRY_INSTRUCTION_LENGTH, 2
guest
        int     0x30

case "12 the error code of an absent gate has EXT for an interrupt", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 11
        vmset   GUEST_RFLAGS, 0x202
        gate    0x30, 0x0E
        inject  0x80000030, 0
guest
        nop

case "12 and none for INT n", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 11
        gate    0x30, 0x0E
guest
        int     0x30

; ---- 13: segment limits ----

case "13 a 32-bit segment has a limit", "n"
        call    flat32_guest
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmset   GUEST_DS_LIMIT, 0xFFFFF
        vmset   GUEST_DS_ACCESS_RIGHTS, 0x4093
guest
        bits    32
        mov     eax, [0xFFFFD]
        bits    64

case "13 at CPL 1 as at CPL 3", "n"
        call    flat32_guest
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC0BB
        vmset   GUEST_CS_SELECTOR, CODE32 + 1
        vmset   GUEST_SS_ACCESS_RIGHTS, 0xC0B3
        vmset   GUEST_SS_SELECTOR, DATA + 1
        vmset   GUEST_ES_ACCESS_RIGHTS, 0xC0B3
        vmset   GUEST_FS_ACCESS_RIGHTS, 0x10000
        vmset   GUEST_GS_ACCESS_RIGHTS, 0x10000
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmset   GUEST_DS_LIMIT, 0xFFFFF
        vmset   GUEST_DS_ACCESS_RIGHTS, 0x40B3
guest
        bits    32
        mov     eax, [0x100000]
        bits    64

case "13 a 64-bit one has none", "x"
        vmset   GUEST_DS_LIMIT, 0xFFF
        vmset   GUEST_DS_ACCESS_RIGHTS, 0x4093
        mov     dword [SCRATCH], 0x1234
guest
        mov     eax, [SCRATCH]
        vmcall

; ---- 14: CR0.WP ----

%macro read_only_target 0               ; in the guest's 32-bit tables
        call    flat32_guest
        vmset   EXCEPTION_BITMAP, 1 << 14
        btr     dword [PAGE_DIRECTORY + TARGET / 0x400000 * 4], 1
%endmacro

case "14 without WP ring 0 writes to a read-only page", "x"
        read_only_target
guest
        bits    32
        mov     al, 1
        mov     [TARGET], al
        vmcall
        bits    64

case "14 with WP it does not", "nq"
        read_only_target
        vmor    GUEST_CR0, 1 << 16
guest
        bits    32
        mov     [TARGET], al
        bits    64

case "14 ring 3 never does", "nq"
        call    user_mode
        read_only_target
        vmset   GUEST_CS_SELECTOR, CODE32 + 3
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC0FB
guest
        bits    32
        mov     [TARGET], al
        bits    64

; ---- 15: where privilege comes from ----

case "15 an interrupt from CPL 3 takes RSP0 of the TSS", "kx"
        call    user_mode
        gate    0x30, 0xEE
guest
        int     0x30

case "15 a gate with IST takes its stack", "kx"
        call    user_mode
        mov     dword [tss + 0x24], GUEST_STACK - 0x2000
        mov     byte [GUEST_IDT + 0x30 * 16 + 4], 1
        gate    0x30, 0xEE
guest
        int     0x30

case "15 a TSS without room for RSP0 is #TS", "n"
        call    user_mode
        vmset   EXCEPTION_BITMAP, 1 << 10
        vmset   GUEST_TR_LIMIT, 0x9
        gate    0x30, 0xEE
guest
        int     0x30

; ---- 16: fast system calls, as Intel has them ----

case "16 SYSCALL in compatibility mode is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
        vmor    GUEST_IA32_EFER, 1
        vmset   GUEST_CS_SELECTOR, CODE32
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
guest
        db      0x0F, 0x05

case "16 SYSENTER exists in 64-bit mode", "kx"
        vmset   GUEST_SYSENTER_CS, 8
        vmset   GUEST_SYSENTER_EIP, guest_exceptions + 0x30 * 8
        vmset   GUEST_SYSENTER_ESP, GUEST_STACK
guest
        sysenter

case "16 SYSRET to a RCX that is not canonical is #GP at CPL 0", "nrg"
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmor    GUEST_IA32_EFER, 1
guest
        mov     rcx, 1 << 47
        o64 sysret

; ---- 17: EPT accessed and dirty flags ----

case "17 with the flags a guest's table is written when it is read", "qp"
        ept
        vmor    EPT_POINTER, 1 << 6
        mov     qword [EPT_PT], TARGET | 6 << 3 | 5
        mov     qword [TARGET], TABLES + 0x1000 + 0x27
        vmset   GUEST_CR3, TARGET
guest
        nop

; ---- 18: translations are tagged ----

case "18 without INVEPT an old translation is used", "x"
        ept
        secondary 1 << 1 | 1 << 5
        mov     dword [TARGET], 0x1111
        mov     dword [TARGET + 0x1000], 0x2222
guest
        mov     eax, [TARGET]
        vmcall
        mov     eax, [TARGET]
        vmcall
again
        mov     qword [EPT_PT], TARGET + 0x1000 | 6 << 3 | 7
        ret

case "18 with INVEPT the new one", "x"
        ept
        secondary 1 << 1 | 1 << 5
        mov     dword [TARGET], 0x1111
        mov     dword [TARGET + 0x1000], 0x2222
guest
        mov     eax, [TARGET]
        vmcall
        mov     eax, [TARGET]
        vmcall
again
        mov     qword [EPT_PT], TARGET + 0x1000 | 6 << 3 | 7
        invept_all
        ret

; ---- 19: a VMCS is not its memory ----

case "19 VMCLEAR writes back, so that another region can be a copy", "x"
        vmset   CR3_TARGET_0, 0x123456
        vmclear [pointer_to_vmcs]
        mov     esi, VMCS_REGION
        mov     edi, LINKED_VMCS
        mov     ecx, 0x1000 / 8
        rep movsq
        vmptrld [pointer_to_linked]
        mov     edx, CR3_TARGET_0
        vmread  rax, rdx
        mov     [copied], rax
        vmclear [pointer_to_linked]
        vmptrld [pointer_to_vmcs]
guest
        mov     rax, [copied]
        vmcall

case "19 after VMCLEAR a VMCS must be launched, not resumed", "x"
        vmclear [pointer_to_vmcs]
        vmptrld [pointer_to_vmcs]
        vmresume
        mov     edx, VM_INSTRUCTION_ERROR
        vmread  rax, rdx
        mov     [copied], rax
guest
        mov     rax, [copied]
        vmcall

; ---- 20: triple faults ----

case "20 a triple fault is an exit", "q"
        vmset   GUEST_IDTR_LIMIT, 0
guest
        ud2

; ---- 3: external interrupts, last because Bochs never delivers one here ----

case "3 the guest's IF does not matter", "nf"
        vmor    PIN_BASED_CONTROLS, 1
        call    start_timer
guest
.loop:  jmp     .loop

case "3 not acknowledged it is still pending", "n"
        vmor    PIN_BASED_CONTROLS, 1
        vmclr   EXIT_CONTROLS, 1 << 15
        call    start_timer
guest
.loop:  jmp     .loop
again
        vmor    EXIT_CONTROLS, 1 << 15
        ret

        end_of_cases

        align   8
copied: dq      0
invept_descriptor:
        dq      0, 0
