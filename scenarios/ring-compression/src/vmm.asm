; vmm.asm: a monitor that guards itself by a segment limit, and then does not.
;
; It keeps a canary, a number that nobody else should be able to change. After the
; guest's first attempt it takes the limit off the guest's data segment, as if its
; author had trusted the page tables, and looks at the canary again.

bits 32
org AT_VMM
ORIGIN  equ AT_VMM

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"

CANARY          equ 0x600D

start:
        mov     dword [AT_CANARY], CANARY
        call    take_the_machine
        jmp     enter_guest

%include "monitor32.inc"

general_protection:
        pushad
        mov     ebp, esp
        push    ds
        push    ss
        pop     ds
        mov     esi, [ebp + FRAME.eip]
        cmp     byte [esi], 0xC7        ; mov dword [address], number
        je      lift_the_limit

; The guest is done (HLT). Is the monitor still what it was?
        cmp     dword [AT_CANARY], CANARY
        je      unharmed
corrupted:
        hlt
unharmed:
        hlt

; The limit of GDT row 4: 16 bits at its start and 4 bits in its seventh byte.
lift_the_limit:
        mov     word [gdt + GUEST_DATA - 1], 0xFFFF
        or      byte [gdt + GUEST_DATA - 1 + 6], 0x0F
limit_lifted:
        add     dword [ebp + FRAME.eip], 10     ; step over the store
        pop     ds
        popad
        add     esp, 4
        iretd

        align   8
idt:
        empty_gates32 13
        interrupt_gate32 general_protection, 0          ; 13, #GP
idt_end:
