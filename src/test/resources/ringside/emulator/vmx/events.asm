; Events that VM entries inject, what blocks them, windows, timers and traps.
%include "kernel.inc"

%macro inject 2                         ; information, error code
        vmset   ENTRY_INTERRUPTION_INFORMATION, %1
        vmset   ENTRY_EXCEPTION_ERROR_CODE, %2
%endmacro

; ---- injection ----

case "inject an external interrupt", "xes"
        vmset   GUEST_RFLAGS, 0x202
        inject  0x80000030, 0
guest
        ud2

case "inject #GP: the error code is on the stack", "x"
        inject  0x80000B0D, 0x1234
        call    popping_idt
guest
        ud2

case "inject INT n: RIP behind the instruction is on the stack", "x"
        inject  0x80000430, 0
        vmset   ENTRY_INSTRUCTION_LENGTH, 2
        call    popping_idt
guest
        nop
        nop
        nop

case "inject #BP as software exception, exits for its bitmap bit: no", "x"
        vmset   EXCEPTION_BITMAP, 1 << 3
        inject  0x80000603, 0
        vmset   ENTRY_INSTRUCTION_LENGTH, 1
guest
        ud2

case "inject #UD with the bitmap bit set: delivered", "x"
        vmset   EXCEPTION_BITMAP, 1 << 6
        inject  0x80000306, 0
guest
        ud2

case "inject #PF: CR2 keeps", "x"
        inject  0x80000B0E, 2
guest
        ud2

case "injected #UD with a gate that is not there: #NP", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 11
        mov     byte [GUEST_IDT + 6 * 16 + 5], 0x0E
        inject  0x80000306, 0
guest
        ud2

case "injected #GP with a gate that is not there: #DF", "nv"
        vmset   EXCEPTION_BITMAP, 1 << 8
        mov     byte [GUEST_IDT + 13 * 16 + 5], 0x0E
        inject  0x80000B0D, 0
guest
        ud2

case "injected #DF with a gate that is not there: triple fault", "q"
        mov     byte [GUEST_IDT + 8 * 16 + 5], 0x0E
        inject  0x80000B08, 0
guest
        ud2

case "injected INT n through a gate that is not there", "nvl"
        vmset   EXCEPTION_BITMAP, 1 << 11
        mov     byte [GUEST_IDT + 0x30 * 16 + 5], 0x0E
        inject  0x80000430, 0
        vmset   ENTRY_INSTRUCTION_LENGTH, 2
guest
        ud2

case "inject into HLT: the guest is active", "xt"
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_ACTIVITY_STATE, 1
        inject  0x80000030, 0
guest
        ud2

; ---- windows ----

case "interrupt window, IF set", "qr"
        vmor    PRIMARY_CONTROLS, 1 << 2
        vmset   GUEST_RFLAGS, 0x202
guest
        nop

case "interrupt window, one instruction after STI", "qrs"
        vmor    PRIMARY_CONTROLS, 1 << 2
guest
        nop
        sti
        nop
        nop

case "interrupt window, STI blocks at the entry", "qrs"
        vmor    PRIMARY_CONTROLS, 1 << 2
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_INTERRUPTIBILITY_STATE, 1
guest
        nop
        nop

case "interrupt window, MOV SS blocks", "qrs"
        vmor    PRIMARY_CONTROLS, 1 << 2
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
guest
        nop
        nop

case "interrupt window, IF clear: none", "q"
        vmor    PRIMARY_CONTROLS, 1 << 2
guest
        nop
        vmcall

case "interrupt window after an injected event: before its handler", "qrse"
        vmor    PRIMARY_CONTROLS, 1 << 2
        vmset   GUEST_RFLAGS, 0x202
        inject  0x80000030, 0
        mov     byte [GUEST_IDT + 0x30 * 16 + 5], 0x8F  ; a trap gate keeps IF
guest
        nop

case "the state of STI is in an exit", "s"
guest
        sti
        vmcall

case "the state of MOV SS is in an exit", "s"
guest
        mov     eax, ss
        mov     ss, eax
        vmcall

%macro virtual_nmis 0
        vmor    PIN_BASED_CONTROLS, 1 << 3 | 1 << 5
%endmacro

case "NMI window", "qr"
        virtual_nmis
        vmor    PRIMARY_CONTROLS, 1 << 22
guest
        nop

case "NMI window, virtual NMIs blocked: after IRET", "qs"
        virtual_nmis
        vmor    PRIMARY_CONTROLS, 1 << 22
        vmset   GUEST_INTERRUPTIBILITY_STATE, 8
guest
        push    DATA
        push    GUEST_STACK
        pushfq
        push    CODE64
        push    nmi_returned
        iretq
nmi_returned:
        nop
        vmcall

case "NMI window, MOV SS blocks", "qr"
        virtual_nmis
        vmor    PRIMARY_CONTROLS, 1 << 22
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
guest
        nop
        nop

case "inject a virtual NMI: blocked", "xs"
        virtual_nmis
        inject  0x80000202, 0
guest
        ud2

; ---- traps ----

case "monitor trap flag: after one instruction", "qr"
        vmor    PRIMARY_CONTROLS, 1 << 27
guest
        nop
        nop

case "monitor trap flag with an injected event: before its handler", "qf"
        vmor    PRIMARY_CONTROLS, 1 << 27
        vmset   GUEST_RFLAGS, 0x202
        inject  0x80000030, 0
guest
        nop

case "monitor trap flag, an exception: before its handler", "qx"
        vmor    PRIMARY_CONTROLS, 1 << 27
guest
        ud2

case "monitor trap flag twice", "qr"
        vmor    PRIMARY_CONTROLS, 1 << 27
guest
        nop
        nop
        nop
again
        vmset   GUEST_RIP, [guest_start]
        ret

case "single step by a pending debug exception", "qnr"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_PENDING_DEBUG_EXCEPTIONS, 1 << 14
guest
        nop

case "MOV SS holds a single step back", "qnr"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_RFLAGS, 0x102
guest
        mov     eax, DATA
        mov     ss, eax
        nop
        nop
again
        mov     qword [guest_rax], DATA
        vmset   GUEST_INTERRUPTIBILITY_STATE, 0
        ret

case "a single step that an exit meets is pending", "d"
        vmset   GUEST_RFLAGS, 0x102
        vmset   EXCEPTION_BITMAP, 0
guest
        mov     eax, ss
        mov     ss, eax
        vmcall

; ---- the preemption timer ----

case "preemption timer of 0", "qr"
        vmor    PIN_BASED_CONTROLS, 1 << 6
guest
        nop

case "preemption timer of 0 after an injected event", "qe"
        vmor    PIN_BASED_CONTROLS, 1 << 6
        vmset   GUEST_RFLAGS, 0x202
        inject  0x80000030, 0
guest
        nop

case "preemption timer ends a loop", "q"
        vmor    PIN_BASED_CONTROLS, 1 << 6
        vmset   PREEMPTION_TIMER_VALUE, 200
guest
.loop:  jmp     .loop

; ---- time ----

case "TSC offset", "q"
        vmor    PRIMARY_CONTROLS, 1 << 3
        mov     rax, 1 << 60
        vmset   TSC_OFFSET, rax
guest
        rdtsc
        shr     edx, 28
        cmp     edx, 1
        jne     wrong_time
        mov     ecx, 0x10
        rdmsr
        shr     edx, 28
        cmp     edx, 1
        jne     wrong_time
        vmcall
wrong_time:
        cpuid

; ---- last, because Bochs neither wakes nor takes these interrupts, and keeps NMIs blocked ----

case "inject an NMI: NMIs are blocked", "xs"
        inject  0x80000202, 0
guest
        ud2

case "inject an NMI with NMI exiting: no IRET could unblock, so they are not", "xs"
        vmor    PIN_BASED_CONTROLS, 1 << 3
        inject  0x80000202, 0
guest
        ud2

case "interrupt window in HLT", "qrt"
        vmor    PRIMARY_CONTROLS, 1 << 2
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_ACTIVITY_STATE, 1
guest
        nop

case "preemption timer ends HLT", "qt"
        vmor    PIN_BASED_CONTROLS, 1 << 6
        vmset   PREEMPTION_TIMER_VALUE, 200
guest
        hlt

case "external interrupt with IF clear, acknowledged", "n"
        vmor    PIN_BASED_CONTROLS, 1
        call    start_timer
guest
.loop:  jmp     .loop

case "external interrupt, not acknowledged: still pending", "n"
        vmor    PIN_BASED_CONTROLS, 1
        vmclr   EXIT_CONTROLS, 1 << 15
        call    start_timer
guest
.loop:  jmp     .loop
again
        vmor    EXIT_CONTROLS, 1 << 15
        ret

case "external interrupt ends HLT with IF clear", "nt"
        vmor    PIN_BASED_CONTROLS, 1
        call    start_timer
guest
        hlt

case "external interrupt through the guest's IDT", "x"
        call    start_timer
        vmset   GUEST_RFLAGS, 0x202
guest
.loop:  jmp     .loop

        end_of_cases

; Lets the guest's handlers take what is on top of their stack.
popping_idt:
        mov     edi, GUEST_IDT
        mov     ebx, popping
        jmp     build_idt
        align   8
popping:
%rep 256
        pop     rax
        vmcall
        align   8
%endrep
