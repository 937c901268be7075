; local-apic.asm: modes and place of the local APIC, its timers, and the interrupt lines (Intel SDM,
; "Local APIC State", "x2APIC State Transitions", "APIC Timer"; QEMU, pc-testdev).
%include "harness64.inc"

%define APIC            0xFEE00000
%define IOAPIC          0xFEC00000
%define OTHER_PLACE     0x40000000      ; above RAM, below the window
%define APIC_BASE       0x1B
%define BSP             0x100
%define EXTD            0x400
%define EN              0x800
%define TIMER_VECTOR    0x61
%define LINE_VECTOR     0x77
%define RESET_VERSION   0x30

; set_base FLAGS: writes IA32_APIC_BASE, place as after reset.
%macro set_base 1
        mov     ecx, APIC_BASE
        xor     edx, edx
        mov     eax, APIC | BSP | (%1)
        wrmsr
%endmacro

; refuses_base FLAGS
%macro refuses_base 1
        mov     ecx, APIC_BASE
        xor     edx, edx
        mov     eax, APIC | BSP | (%1)
        faults  GP, 0, wrmsr
%endmacro

; has_apic VALUE: bit 9 of EDX of CPUID leaf 1.
%macro has_apic 1
        mov     eax, 1
        cpuid
        shr     edx, 9
        and     edx, 1
        expect  edx, %1
%endmacro

; interrupted VECTOR, ADDRESS: interrupts are let in for a moment, and this one comes.
%macro interrupted 1
        begin_row %%after
        sti
        nop
        nop
        cli
%%after:
        expect  qword [abs got_vector], %1
%endmacro

tests:
        ; The APIC's pages, uncached; RAM ends at 64 MiB.
        mov     dword [abs pdpt + 3 * 8], high_directory + 3
        mov     dword [abs high_directory + (0xFEE >> 1 & 0x1FF) * 8], 0xFEE00000 | 0x93
        mov     dword [abs high_directory + (0xFEC >> 1 & 0x1FF) * 8], 0xFEC00000 | 0x93
        mov     dword [abs high_directory + (0xFED >> 1 & 0x1FF) * 8], 0xFEC00000 | 0x93
        mov     dword [abs high_directory + (0xFF0 >> 1 & 0x1FF) * 8], 0xFF000000 | 0x93
        mov     dword [abs pdpt + 8], other_directory + 3
        mov     dword [abs other_directory], OTHER_PLACE | 0x93
        mov     al, 0xFF
        out     0x21, al
        out     0xA1, al

        ; Transitions.
        mov     r13, APIC
        mov     ecx, APIC_BASE
        rdmsr
        expect  eax, APIC | BSP | EN
        has_apic 1
        mov     r12d, [r13 + RESET_VERSION]
        refuses_base EXTD
        set_base EN | EXTD
        refuses_base EN
        refuses_base EXTD
        has_apic 1
        expect  dword [r13 + RESET_VERSION], -1         ; registers are MSRs now
        mov     ecx, 0x803
        rdmsr
        expect  eax, r12d
        mov     ecx, 0x802
        faults  GP, 0, wrmsr                            ; the ID is read-only
        mov     ecx, 0x80B
        mov     eax, 1
        xor     edx, edx
        faults  GP, 0, wrmsr                            ; EOI takes 0 only
        faults  GP, 0, rdmsr
        mov     ecx, 0x80E
        faults  GP, 0, rdmsr                            ; no DFR
        set_base 0
        has_apic 0
        expect  dword [r13 + RESET_VERSION], -1
        mov     ecx, 0x803
        faults  GP, 0, rdmsr
        refuses_base EXTD
        refuses_base EN | EXTD
        set_base EN
        has_apic 1
        expect  dword [r13 + RESET_VERSION], r12d
        expect  dword [r13 + 0xF0], 0xFF                ; as after reset
        refuses_base EN | 1
        mov     edx, 1 << (46 - 32)
%ifdef VENDOR_AMD
        mov     edx, 1 << (48 - 32)
%endif
        mov     eax, APIC | BSP | EN
        faults  GP, 0, wrmsr

        ; CR8 is the task priority, also while the APIC is off.
        mov     eax, 5
        mov     cr8, rax
        expect  dword [r13 + 0x80], 0x50
        mov     dword [r13 + 0x80], 0x70
        mov     rax, cr8
        expect  eax, 7
        xor     eax, eax
        mov     cr8, rax

        ; Another place.
        mov     ecx, APIC_BASE
        xor     edx, edx
        mov     eax, OTHER_PLACE | BSP | EN
        wrmsr
        mov     rdi, OTHER_PLACE
        expect  dword [rdi + RESET_VERSION], r12d
        expect  dword [r13 + RESET_VERSION], -1
        set_base EN
        expect  dword [r13 + RESET_VERSION], r12d
        expect  dword [rdi + RESET_VERSION], -1

        ; The timer, and that TPR holds it back.
        mov     dword [r13 + 0xF0], 0x1FF
        mov     dword [r13 + 0x3E0], 0xB
        mov     dword [r13 + 0x320], TIMER_VECTOR
        mov     eax, TIMER_VECTOR >> 4
        mov     cr8, rax
        mov     dword [r13 + 0x380], 50
        mov     ecx, 200
.wait:  loop    .wait
        expect  dword [r13 + 0x390], 0
        interrupted NONE
        xor     eax, eax
        mov     cr8, rax
        interrupted TIMER_VECTOR
        mov     dword [r13 + 0xB0], 0
        interrupted NONE
%ifdef VENDOR_INTEL
        ; A deadline that has passed interrupts at once, and the register reads 0 again.
        mov     dword [r13 + 0x320], 0x40000 | TIMER_VECTOR
        rdtsc
        mov     ecx, 0x6E0
        wrmsr
        interrupted TIMER_VECTOR
        mov     dword [r13 + 0xB0], 0
        mov     ecx, 0x6E0
        rdmsr
        expect  eax, 0
        ; In the other modes it is not there.
        mov     dword [r13 + 0x320], TIMER_VECTOR
        mov     eax, 1
        wrmsr
        rdmsr
        expect  eax, 0
%endif
        ; An IPI to itself, and an NMI, which IF does not hold back.
        mov     dword [r13 + 0x300], 0x40000 | LINE_VECTOR
        interrupted LINE_VECTOR
        mov     dword [r13 + 0xB0], 0
        begin_row .nmi
        mov     dword [r13 + 0x300], 0x40400
        nop
.nmi:   expect  qword [abs got_vector], 2

        ; The test device raises a line.
        mov     rdi, IOAPIC
        mov     dword [rdi], 0x10 + 2 * 14 + 1
        mov     dword [rdi + 0x10], 0
        mov     dword [rdi], 0x10 + 2 * 14
        mov     dword [rdi + 0x10], LINE_VECTOR
        mov     dx, 0x2000 + 14
        mov     al, 1
        out     dx, al
        mov     al, 0
        out     dx, al
        interrupted LINE_VECTOR
        mov     dword [r13 + 0xB0], 0
        mov     eax, 0x12345678
        out     0xE0, eax
        xor     eax, eax
        in      al, 0xE2
        expect  eax, 0x34
        out     0xE4, eax
        mov     rdi, 0xFF000000
        mov     qword [rdi + 8], r13
        expect  dword [rdi + 8], r13d
        ret

high_directory  equ 0x700000
other_directory equ 0x701000
