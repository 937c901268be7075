; guest.asm: a kernel that turns interrupts off, works, turns them on, and is greedy.
;
; It has one handler, for vector 30. It has never programmed a device and does not know
; where its interrupts come from.

bits 64
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset64.inc"
%include "gates.inc"

%ifndef WORK
WORK            equ 150                 ; rounds of the loop with interrupts off
%endif

start:
        lidt    [idt_register]
        cli                             ; nobody may interrupt me now
interrupts_off:
        mov     ecx, WORK
work:
        dec     ecx
        jnz     work
work_done:
        sti                             ; takes effect after the next instruction
after_sti:
        nop
first_moment:                           ; here, and not one instruction earlier
        nop

; And now it keeps the processor, and asks for nothing.
greedy:
        inc     dword [rounds]
        jmp     greedy

; Vector 30.
handler:
        inc     dword [interrupts]
handler_done:
        iretq                           ; straight back, and nobody outside notices

        align   4
rounds:         dd 0
interrupts:     dd 0

        align   8
idt:
        empty_gates64 0x30
        interrupt_gate64 handler, 0                     ; 30
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
