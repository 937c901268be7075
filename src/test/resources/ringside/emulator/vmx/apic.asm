; The virtual APIC: TPR, register virtualization, virtual-interrupt delivery, end of interrupt, x2APIC
; mode, posted interrupts; then MSRs and time that VM entries and exits switch.
%include "kernel.inc"

%macro virtual_apic 1                   ; secondary controls
        vmor    PIN_BASED_CONTROLS, 1
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary %1
        vmset   GUEST_INTERRUPT_STATUS, 0
        vmset   EOI_EXIT_BITMAP_0, 0
        vmset   EOI_EXIT_BITMAP_1, 0
        vmset   EOI_EXIT_BITMAP_2, 0
        vmset   EOI_EXIT_BITMAP_3, 0
%endmacro

ACCESSES        equ 1 << 0
X2APIC          equ 1 << 4
REGISTERS       equ 1 << 8
DELIVERY        equ 1 << 9

%macro request 1                        ; a virtual interrupt waits
        mov     dword [VIRTUAL_APIC + 0x200 + (%1 >> 5) * 16], 1 << (%1 & 31)
        vmset   GUEST_INTERRUPT_STATUS, %1
%endmacro

%macro serve 1                          ; a virtual interrupt is in service
        mov     dword [VIRTUAL_APIC + 0x100 + (%1 >> 5) * 16], 1 << (%1 & 31)
        vmset   GUEST_INTERRUPT_STATUS, %1 << 8
%endmacro

; ---- register virtualization ----

case "a register is read from the virtual-APIC page", "x"
        virtual_apic ACCESSES | REGISTERS
        mov     dword [VIRTUAL_APIC + 0x20], 0x1234
guest
        mov     eax, [APIC_ACCESS + 0x20]
        vmcall

case "a register that is not virtualized exits", "q"
        virtual_apic ACCESSES | REGISTERS
guest
        mov     eax, [APIC_ACCESS + 0x90]

case "APIC write: after the instruction", "qr"
        virtual_apic ACCESSES | REGISTERS
guest
        mov     [APIC_ACCESS + 0xF0], eax

case "APIC write: an IPI to others", "q"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
guest
        mov     dword [APIC_ACCESS + 0x300], 0xC4060

case "a write that is not virtualized exits before", "qr"
        virtual_apic ACCESSES | REGISTERS
guest
        mov     [APIC_ACCESS + 0x30], eax

; ---- TPR ----

case "TPR below the threshold, by a store", "r"
        virtual_apic ACCESSES
        vmset   TPR_THRESHOLD, 4
        mov     byte [VIRTUAL_APIC + 0x80], 0x50
guest
        mov     dword [APIC_ACCESS + 0x80], 0x30

case "TPR below the threshold at the entry", "r"
        virtual_apic ACCESSES
        vmset   TPR_THRESHOLD, 4
guest
        nop

; ---- virtual-interrupt delivery ----

case "a virtual interrupt", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        request 0x60
guest
        nop

case "a virtual interrupt waits for IF", "xur"
        virtual_apic DELIVERY
        request 0x60
guest
        sti
        nop
        vmcall

case "a virtual interrupt waits for the priority", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        request 0x60
        mov     byte [VIRTUAL_APIC + 0x80], 0x70
guest
        vmcall

case "... until TPR sinks", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        request 0x60
        mov     byte [VIRTUAL_APIC + 0x80], 0x70
guest
        mov     dword [APIC_ACCESS + 0x80], 0x20
        ud2

case "... and MOV to CR8 is as good", "xu"
        virtual_apic DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        request 0x60
        mov     byte [VIRTUAL_APIC + 0x80], 0x70
guest
        xor     ecx, ecx
        mov     cr8, rcx
        ud2

case "an interrupt in service holds those of its class back", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        serve   0x65
        mov     dword [VIRTUAL_APIC + 0x200 + 3 * 16], 1
        vmset   GUEST_INTERRUPT_STATUS, 0x6560
guest
        vmcall

case "end of interrupt delivers the next", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        serve   0x65
        mov     dword [VIRTUAL_APIC + 0x200 + 3 * 16], 1
        vmset   GUEST_INTERRUPT_STATUS, 0x6560
guest
        mov     dword [APIC_ACCESS + 0xB0], 0
        ud2

case "end of interrupt with its bit exits", "qru"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        serve   0x51
        vmset   EOI_EXIT_BITMAP_1, 1 << (0x51 - 64)
guest
        mov     dword [APIC_ACCESS + 0xB0], 0

case "an IPI to oneself is a virtual interrupt", "xu"
        virtual_apic ACCESSES | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
guest
        mov     dword [APIC_ACCESS + 0x300], 0x44061
        ud2

; ---- x2APIC mode ----

case "x2APIC mode: TPR", "x"
        virtual_apic X2APIC
        mov     byte [VIRTUAL_APIC + 0x80], 0x40
guest
        mov     ecx, 0x808
        rdmsr
        vmcall

case "x2APIC mode: WRMSR of TPR", "m"
        virtual_apic X2APIC
guest
        mov     ecx, 0x808
        xor     edx, edx
        mov     eax, 0x30
        wrmsr
        mov     rax, [VIRTUAL_APIC + 0x80]
        mov     [SCRATCH], rax
        vmcall

case "x2APIC mode: a reserved bit of TPR is #GP", "n"
        virtual_apic X2APIC
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     ecx, 0x808
        mov     eax, 0x100
        wrmsr

case "x2APIC mode: a register is read from the page", "x"
        virtual_apic X2APIC | REGISTERS
        mov     dword [VIRTUAL_APIC + 0x20], 0x77
guest
        mov     ecx, 0x802
        rdmsr
        vmcall

case "x2APIC mode: end of interrupt", "u"
        virtual_apic X2APIC | REGISTERS | DELIVERY
        serve   0x51
guest
        mov     ecx, 0x80B
        xor     eax, eax
        xor     edx, edx
        wrmsr
        vmcall

case "x2APIC mode: self IPI", "xu"
        virtual_apic X2APIC | REGISTERS | DELIVERY
        vmset   GUEST_RFLAGS, 0x202
guest
        mov     ecx, 0x83F
        xor     edx, edx
        mov     eax, 0x62
        wrmsr
        ud2

; ---- PAT and debug controls ----

case "PAT: the entry loads the guest's", "xy"
        vmor    ENTRY_CONTROLS, 1 << 14
        vmor    EXIT_CONTROLS, 1 << 19
        vmset   GUEST_IA32_PAT, 0x0007040600000102 & ~0xFF00 | 6
guest
        mov     ecx, 0x277
        rdmsr
        vmcall

case "PAT: the exit loads the host's and saves the guest's", "xy"
        vmor    ENTRY_CONTROLS, 1 << 14
        vmor    EXIT_CONTROLS, 1 << 18 | 1 << 19
        vmset   HOST_IA32_PAT, 0x0007040600070405
guest
        mov     ecx, 0x277
        xor     edx, edx
        mov     eax, 0x06060606
        wrmsr
        vmcall
        vmcall
again
        mov     ecx, 0x277
        rdmsr
        mov     [guest_rax], rax
        mov     edx, GUEST_IA32_PAT
        vmread  rax, rdx
        mov     [guest_rdx], rax
        vmset   HOST_IA32_PAT, 0x0007040600070406
        ret

case "debug controls: the exit saves DR7", "x"
        vmor    EXIT_CONTROLS, 1 << 2
        vmor    ENTRY_CONTROLS, 1 << 2
guest
        mov     eax, 0x455
        mov     dr7, rax
        vmcall
        vmcall
again
        mov     edx, GUEST_DR7
        vmread  rax, rdx
        mov     [guest_rax], rax
        mov     rax, dr7
        shl     rax, 32
        or      [guest_rax], rax
        ret

; ---- what Bochs has not ----

case "a virtual interrupt in HLT", "xt"
        virtual_apic DELIVERY
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_ACTIVITY_STATE, 1
        request 0x60
guest
        ud2

case "a fetch from the page", "q"
        virtual_apic ACCESSES | REGISTERS
guest
        mov     eax, APIC_ACCESS + 0x40
        jmp     rax

case "TSC scaling: a multiplier of 2", "x"
        vmor    PRIMARY_CONTROLS, 1 << 3
        secondary 1 << 25
        vmset   TSC_MULTIPLIER, 2 << 48
        vmset   TSC_OFFSET, 0
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        mov     [SCRATCH], rax
guest
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        mov     rcx, [SCRATCH]
        lea     rcx, [rcx + rcx]
        sub     rax, rcx                ; little more than 0
        shr     rax, 16
        vmcall

; A notification comes with vector 20 while two interrupts are posted.
case "posted interrupts: the notification delivers the highest", "xu"
        virtual_apic DELIVERY
        vmor    PIN_BASED_CONTROLS, 1 << 7
        vmset   POSTED_INTERRUPT_NOTIFICATION_VECTOR, 0x20
        vmset   POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, POSTED
        mov     dword [POSTED + 0x60 / 8], 1 << 0 | 1 << 3
        mov     byte [POSTED + 32], 1
        call    start_timer
        vmset   GUEST_RFLAGS, 0x202
guest
.loop:  jmp     .loop

        end_of_cases
