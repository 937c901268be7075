; What makes a guest exit, and what the exit tells.
%include "kernel.inc"

case "CPUID", "qlr"
guest
        nop
        cpuid

case "CPUID at CPL 3", "ql"
        call    user_mode
guest
        cpuid

case "HLT", "qlt"
        vmor    PRIMARY_CONTROLS, 1 << 7
guest
        hlt

case "HLT at CPL 3 is #GP", "n"
        call    user_mode
        vmor    PRIMARY_CONTROLS, 1 << 7
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        hlt

case "INVD", "ql"
guest
        invd

case "INVLPG", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 9
guest
        mov     ebx, 0x123450
        invlpg  [rbx + 6]

case "INVLPG, FS base", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 9
        vmset   GUEST_FS_BASE, 0x10000000
guest
        mov     ebx, 0x123450
        invlpg  [fs:rbx + 6]

case "RDPMC", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 11
guest
        rdpmc

case "RDTSC", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 12
guest
        rdtsc

case "RDTSCP", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 12
        secondary 1 << 3
guest
        rdtscp

case "RDTSCP that is not enabled is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        rdtscp

case "PAUSE", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 30
guest
        pause

case "WBINVD", "ql"
        secondary 1 << 6
guest
        wbinvd

case "XSETBV", "ql"
        vmor    GUEST_CR4, 1 << 18
guest
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 1
        xsetbv

case "VMCALL", "ql"
guest
        vmcall

case "VMCALL at CPL 3", "ql"
        call    user_mode
guest
        vmcall

case "VMLAUNCH", "ql"
guest
        vmlaunch

case "VMRESUME at CPL 3", "ql"
        call    user_mode
guest
        vmresume

case "VMXOFF", "ql"
guest
        vmxoff

case "VMXON", "qli"
guest
        mov     ebx, 0x1000
        mov     esi, 8
        vmxon   [rbx + rsi * 4 + 0x12]

case "VMPTRLD, RIP-relative", "li"
guest
        vmptrld [rel guest_start]

case "VMPTRST, 32-bit address", "qli"
guest
        vmptrst [ebx - 8]

case "VMCLEAR, no base", "qli"
guest
        vmclear [rsi * 8 + SCRATCH]

case "VMREAD to a register", "qli"
guest
        vmread  rsi, r9

case "VMREAD to memory", "qli"
guest
        vmread  [rdi + 0x40], rbx

case "VMWRITE from a register", "qli"
guest
        vmwrite r10, rbp

case "VMWRITE from memory", "qli"
guest
        vmwrite r11, [gs:r12 + r13 * 2 + 0x1234]

case "INVEPT", "qli"
guest
        mov     eax, 1
        invept  rax, [rbx + 0x10]

case "INVVPID", "qli"
guest
        invvpid r14, [r15 + 0x7FFFFFFF]

case "VMFUNC that is not enabled is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        vmfunc

case "VMXON with F2 is not VMXON but #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        db      0xF2, 0x0F, 0xC7, 0x73, 0x00

; ---- control registers ----

case "MOV to CR3", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 15
guest
        mov     cr3, rbx

case "MOV to CR3 of a target value", "q"
        vmor    PRIMARY_CONTROLS, 1 << 15
        vmset   CR3_TARGET_COUNT, 2
        vmset   CR3_TARGET_1, TABLES
guest
        mov     eax, TABLES
        mov     cr3, rax
        vmcall

case "MOV from CR3", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 16
guest
        mov     rcx, cr3

case "MOV from CR3 that does not exit", "x"
guest
        mov     rax, cr3
        vmcall

case "MOV to CR4, a masked bit changes", "ql"
        vmset   CR4_GUEST_HOST_MASK, 1 << 7
guest
        mov     rax, cr4
        or      eax, 1 << 7
        mov     cr4, rax

case "MOV to CR4, no masked bit changes", "q4"
        vmset   CR4_GUEST_HOST_MASK, 1 << 13
guest
        mov     rax, cr4                ; VMXE reads as 0
        or      eax, 1 << 2
        mov     cr4, rax
        vmcall

case "MOV from CR0 reads the shadow", "x"
        vmset   CR0_GUEST_HOST_MASK, 0x30
        vmset   CR0_READ_SHADOW, 0x18
guest
        mov     rax, cr0
        vmcall

case "MOV to CR0, R9", "ql"
        vmset   CR0_GUEST_HOST_MASK, 8
guest
        mov     r9, cr0
        or      r9, 8
        mov     cr0, r9

case "CLTS, masked, shadow 1", "ql"
        vmset   CR0_GUEST_HOST_MASK, 8
        vmset   CR0_READ_SHADOW, 8
guest
        clts

case "CLTS, masked, shadow 0: nothing happens", "q0"
        vmset   CR0_GUEST_HOST_MASK, 8
        vmor    GUEST_CR0, 8
guest
        clts
        vmcall

case "CLTS, not masked", "q0"
        vmor    GUEST_CR0, 8
guest
        clts
        vmcall

case "LMSW sets masked TS", "ql"
        vmset   CR0_GUEST_HOST_MASK, 8
guest
        mov     eax, 0x9
        lmsw    ax

case "LMSW from memory", "qla"
        vmset   CR0_GUEST_HOST_MASK, 8
guest
        mov     word [SCRATCH], 0xABC9
        mov     ebx, SCRATCH
        lmsw    [rbx]

case "LMSW cannot clear PE: no exit", "q0"
        vmset   CR0_GUEST_HOST_MASK, 1
        vmset   CR0_READ_SHADOW, 1
guest
        mov     eax, 0x2
        lmsw    ax
        vmcall

case "SMSW reads the shadow", "x"
        vmset   CR0_GUEST_HOST_MASK, 0xE
        vmset   CR0_READ_SHADOW, 0x6
guest
        smsw    rax
        and     eax, 0xF
        vmcall

case "clearing CR0.NE is #GP", "n"
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     rax, cr0
        and     eax, ~0x20
        mov     cr0, rax

case "clearing CR4.VMXE is #GP", "n"
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     rax, cr4
        and     eax, ~0x2000
        mov     cr4, rax

case "MOV to CR8", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 19
guest
        mov     cr8, rbx

case "MOV from CR8", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 20
guest
        mov     r10, cr8

case "MOV to CR8 with TPR shadow", "qx"
        vmor    PRIMARY_CONTROLS, 1 << 21
guest
        mov     ecx, 5
        mov     cr8, rcx
        mov     al, [VIRTUAL_APIC + 0x80]
        vmcall

case "MOV from CR8 with TPR shadow", "x"
        vmor    PRIMARY_CONTROLS, 1 << 21
        mov     byte [VIRTUAL_APIC + 0x80], 0x73
guest
        mov     rax, cr8
        vmcall

case "TPR below threshold", "qr"
        vmor    PRIMARY_CONTROLS, 1 << 21
        mov     byte [VIRTUAL_APIC + 0x80], 0x80
        vmset   TPR_THRESHOLD, 6
guest
        mov     ecx, 5
        mov     cr8, rcx
        nop

; ---- debug registers ----

case "MOV to DR7", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 23
guest
        mov     dr7, rsi

case "MOV from DR0", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 23
guest
        mov     r15, dr0

case "MOV from DR3 at CPL 3 exits before #GP", "ql"
        call    user_mode
        vmor    PRIMARY_CONTROLS, 1 << 23
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     rax, dr3

; ---- ports ----

case "OUT DX, AL, unconditional", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        mov     dx, 0x3F8
        out     dx, al

case "IN AL, DX, unconditional", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        mov     dx, 0x3FD
        in      al, dx

case "OUT imm8", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        out     0x80, al

case "IN EAX, imm8", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        in      eax, 0x40

case "OUT DX, AX, bitmap", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 25
        mov     byte [IO_BITMAP_A + 0x1010 / 8], 1 << 1
guest
        mov     dx, 0x1010
        out     dx, al
        out     dx, ax

case "the bitmap overrides unconditional exiting", "q"
        vmor    PRIMARY_CONTROLS, 1 << 24 | 1 << 25
guest
        mov     dx, 0x3FD
        in      al, dx
        vmcall

case "a port of bitmap B", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 25
        mov     byte [IO_BITMAP_A + 0x1000 + 0x1234 / 8], 1 << 4
guest
        mov     dx, 0x9234
        in      al, dx

case "ports that wrap around", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 25
guest
        mov     dx, 0xFFFF
        in      ax, dx

case "REP OUTSB", "qlai"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        mov     dx, 0x3F8
        mov     ecx, 3
        mov     esi, SCRATCH + 5
        rep outsb

case "INSD", "qlai"
        vmor    PRIMARY_CONTROLS, 1 << 24
guest
        mov     dx, 0x510
        mov     edi, SCRATCH + 8
        insd

case "OUTSW, 32-bit address, FS", "qlai"
        vmor    PRIMARY_CONTROLS, 1 << 24
        vmset   GUEST_FS_BASE, 0x1000
guest
        mov     dx, 0x510
        mov     esi, SCRATCH - 0x1000
        db      0x64, 0x67, 0x66, 0x6F  ; outsw with fs and a 32-bit address

case "OUT at CPL 3 without permission is #GP", "n"
        call    user_mode
        vmor    PRIMARY_CONTROLS, 1 << 24
        vmset   EXCEPTION_BITMAP, 1 << 13
        mov     byte [tss + 0x10], 1            ; its permission map begins at 0
guest
        out     0x80, al

; ---- MSRs ----

case "RDMSR without bitmap", "ql"
        vmclr   PRIMARY_CONTROLS, 1 << 28
guest
        mov     ecx, 0x10
        rdmsr

case "RDMSR, bitmap clear", "qx"
guest
        mov     ecx, 0xC0000100
        rdmsr
        vmcall

case "RDMSR, bitmap set", "ql"
        mov     byte [MSR_BITMAP + 0x400 + 0x82 / 8], 1 << 2
guest
        mov     ecx, 0xC0000082
        rdmsr

case "WRMSR, bitmap set", "ql"
        mov     byte [MSR_BITMAP + 0x800 + 0x175 / 8], 1 << 5
guest
        mov     ecx, 0x175
        wrmsr

case "RDMSR outside the bitmap's ranges", "ql"
guest
        mov     ecx, 0x2000
        rdmsr

case "RDMSR at CPL 3 is #GP", "n"
        call    user_mode
        vmclr   PRIMARY_CONTROLS, 1 << 28
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     ecx, 0x10
        rdmsr

; ---- descriptor tables ----

case "SGDT", "qli"
        secondary 1 << 2
guest
        sgdt    [rbx + 0x20]

case "LIDT", "qli"
        secondary 1 << 2
guest
        mov     ebx, SCRATCH
        lidt    [rbx]

case "STR to a register", "qli"
        secondary 1 << 2
guest
        str     ecx

case "LLDT from memory", "qli"
        secondary 1 << 2
guest
        lldt    [rdx + rax * 2 + SCRATCH]

case "SLDT that does not exit", "q"
guest
        sldt    eax
        vmcall

; ---- exceptions ----

case "#UD", "qnv"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        ud2

case "#UD through the guest's IDT", "x"
guest
        ud2

case "INT3", "qlnvf"
        vmset   EXCEPTION_BITMAP, 1 << 3
guest
        int3

case "INT 3 in two bytes is not an exception", "x"
        vmset   EXCEPTION_BITMAP, 1 << 3
guest
        db      0xCD, 3

case "INT1", "lnv"
        vmset   EXCEPTION_BITMAP, 1 << 1
guest
        db      0xF1

case "#DE", "n"
        vmset   EXCEPTION_BITMAP, 1
guest
        xor     ecx, ecx
        div     ecx

case "#GP(0)", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     rax, 1 << 63
        mov     [rax], al

case "#PF: the address is in the qualification, CR2 keeps", "qnx"
        vmset   EXCEPTION_BITMAP, 1 << 14
guest
        mov     eax, 0x5555
        mov     cr2, rax
        mov     rbx, 0x12345678000
        mov     [rbx], al
behind_page_fault:
        vmcall
again
        vmset   GUEST_RIP, behind_page_fault
        mov     rax, cr2
        mov     [guest_rax], rax
        ret

case "#PF, mask and match: equal", "n"
        vmset   EXCEPTION_BITMAP, 1 << 14
        vmset   PAGE_FAULT_ERROR_CODE_MASK, 2
        vmset   PAGE_FAULT_ERROR_CODE_MATCH, 2
guest
        mov     rbx, 0x12345678000
        mov     [rbx], al

case "#PF, mask and match: different", "x"
        vmset   EXCEPTION_BITMAP, 1 << 14
        vmset   PAGE_FAULT_ERROR_CODE_MASK, 2
        vmset   PAGE_FAULT_ERROR_CODE_MATCH, 2
guest
        mov     rbx, 0x12345678000
        mov     al, [rbx]

case "#PF, bitmap clear and no match: exits", "n"
        vmset   EXCEPTION_BITMAP, 0
        vmset   PAGE_FAULT_ERROR_CODE_MASK, 2
        vmset   PAGE_FAULT_ERROR_CODE_MATCH, 2
guest
        mov     rbx, 0x12345678000
        mov     al, [rbx]

case "single step", "qnd"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_RFLAGS, 0x102
guest
        nop
        nop

case "triple fault", "qv"
        vmset   GUEST_IDTR_LIMIT, 0
guest
        ud2

case "#GP while INT n is delivered", "nvl"
        vmset   EXCEPTION_BITMAP, 1 << 13
        vmset   GUEST_IDTR_LIMIT, 0x2FF
guest
        int     0x30

case "#DF after #NP while #GP is delivered", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 8
        mov     byte [GUEST_IDT + 13 * 16 + 5], 0x0E
        mov     byte [GUEST_IDT + 11 * 16 + 5], 0x0E
guest
        mov     rax, 1 << 63
        mov     [rax], al

case "#NP while #UD is delivered", "nvf"
        vmset   EXCEPTION_BITMAP, 1 << 11
        mov     byte [GUEST_IDT + 6 * 16 + 5], 0x0E
guest
        ud2

; ---- instructions that few guests execute ----

case "MONITOR", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 29
guest
        mov     eax, SCRATCH
        monitor

case "MWAIT", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 10
guest
        mwait

case "MWAIT with a monitor that is armed", "ql"
        vmor    PRIMARY_CONTROLS, 1 << 10
guest
        mov     eax, SCRATCH
        monitor
        mwait

case "MONITOR at CPL 3 is #UD", "n"
        call    user_mode
        vmor    PRIMARY_CONTROLS, 1 << 29
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        mov     eax, SCRATCH
        monitor

case "RDRAND", "qli"
        secondary 1 << 11
guest
        rdrand  r9

case "RDRAND of 16 bits", "li"
        secondary 1 << 11
guest
        rdrand  cx

case "RDSEED", "qli"
        secondary 1 << 16
guest
        rdseed  ebx

case "INVPCID", "qli"
        secondary 1 << 12
        vmor    PRIMARY_CONTROLS, 1 << 9
guest
        mov     ebx, SCRATCH
        db      0x66, 0x0F, 0x38, 0x82, 0x53, 0x10      ; invpcid rdx, [rbx + 10]

case "INVPCID without INVLPG exiting", "q"
        secondary 1 << 12
guest
        mov     ebx, SCRATCH
        xor     edx, edx
        invpcid rdx, [rbx]
        vmcall

case "INVPCID that is not enabled is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
        vmor    PRIMARY_CONTROLS, 1 << 9
guest
        invpcid rdx, [rbx]

case "INVPCID at CPL 3 is #GP", "n"
        call    user_mode
        secondary 1 << 12
        vmor    PRIMARY_CONTROLS, 1 << 9
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     ebx, SCRATCH
        invpcid rdx, [rbx]

case "PAUSE in a loop", "ql"
        secondary 1 << 10
        vmset   PLE_GAP, 0x100000
        vmset   PLE_WINDOW, 0x200
guest
.loop:  pause
        jmp     .loop

case "PAUSE in a loop at CPL 3 does not exit", "q"
        call    user_mode
        secondary 1 << 10
        vmset   PLE_GAP, 0x100000
        vmset   PLE_WINDOW, 0
guest
        mov     ecx, 100
.loop:  pause
        loop    .loop
        vmcall

case "GETSEC without SMXE is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        db      0x0F, 0x37

case "RSM outside SMM is #UD", "n"
        vmset   EXCEPTION_BITMAP, 1 << 6
guest
        db      0x0F, 0xAA

case "XSETBV at CPL 3 is #GP", "n"
        call    user_mode
        vmor    GUEST_CR4, 1 << 18
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        xsetbv

        end_of_cases
