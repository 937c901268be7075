; Guests of a machine with a local APIC, which is in x2APIC mode.
%include "kernel.inc"

NOTIFICATION    equ 0xF2

%macro wrmsr32 2
        mov     ecx, %1
        mov     eax, %2
        xor     edx, edx
        wrmsr
%endmacro

; post VECTOR: as another processor does: the request, outstanding notification, the notification.
%macro post 1
        bts     dword [POSTED + %1 / 32 * 4], %1 & 31
        bts     dword [POSTED + 32], 0
        wrmsr32 0x83F, NOTIFICATION
%endmacro

%macro virtual_interrupts 0
        mov     ecx, 0x1B               ; IA32_APIC_BASE: enabled, x2APIC
        rdmsr
        or      eax, 0xC00
        wrmsr
        wrmsr32 0x80F, 0x1FF
        vmor    PIN_BASED_CONTROLS, 1 << 7 | 1
        vmor    PRIMARY_CONTROLS, 1 << 21
        secondary 1 << 9 | 1 << 4
        vmset   POSTED_INTERRUPT_NOTIFICATION_VECTOR, NOTIFICATION
        vmset   POSTED_INTERRUPT_DESCRIPTOR_ADDRESS, POSTED
        vmset   GUEST_INTERRUPT_STATUS, 0
        vmset   GUEST_RFLAGS, 0x202
%endmacro

case "interrupts are posted one after the other: the processor ends each notification", "x"
        virtual_interrupts
        post    0x40
guest
        jmp     $
again
        post    0x51
        vmset   GUEST_RFLAGS, 0x202
        vmset   GUEST_RIP, [guest_start]
        ret

case "a posted interrupt ends HLT", "xt"
        virtual_interrupts
        post    0x40
        vmset   GUEST_ACTIVITY_STATE, 1
guest
        ud2

case "posting takes the request and the outstanding notification", "xm"
        virtual_interrupts
        post    0x40
guest
        jmp     $
again
        mov     eax, [POSTED + 0x40 / 32 * 4]
        or      eax, [POSTED + 32]
        or      eax, 1 << 31
        mov     [SCRATCH], rax
        vmclr   PIN_BASED_CONTROLS, 1 << 7
        vmset   GUEST_RIP, .done
        ret
.done:
        vmcall

case "another vector is the host's", "n"
        virtual_interrupts
        wrmsr32 0x83F, 0x61
guest
        jmp     $
again
        wrmsr32 0x80B, 0
        vmset   GUEST_RIP, .done
        ret
.done:
        vmcall

        end_of_cases
