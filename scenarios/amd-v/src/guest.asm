; guest.asm: a virtual machine on the other maker's processor.
;
; It asks for a name, writes to a port, calls, takes an interrupt, stores to a screen,
; and halts. Nothing in it is particular to AMD but one instruction, VMMCALL, and an
; unmodified guest would have no use for that either.

bits 64
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset64.inc"
%include "gates.inc"

start:
        lidt    [idt_register]
        mov     ebx, 0x1234             ; who keeps this while we are away?
        mov     r15d, ebx
        mov     eax, 0x40000000         ; the leaf where hypervisors introduce themselves
ask_for_name:
        cpuid
has_name:
        mov     al, 'H'
        mov     dx, 0x3F8
write_letter:
        out     dx, al
call_out:
        vmmcall
        sti
after_sti:
        nop
first_moment:
        nop                             ; the interrupt arrives here
        cli
        mov     edi, AT_SCREEN
store_screen:
        mov     [rdi], al
finished:
        hlt

; Vector 30.
handler:
        inc     dword [interrupts]
        iretq

        align   4
interrupts:     dd 0

        align   8
idt:
        empty_gates64 0x30
        interrupt_gate64 handler, 0                     ; 30
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
