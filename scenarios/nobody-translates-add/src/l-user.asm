; l-user.asm: an application of the second guest. Its system takes requests by SYSCALL,
; and number 1 is "write": RDI file, RSI text, RDX length.

bits 64
org AT_L_USER

%include "work.inc"

        mov     eax, 1                  ; write
        mov     edi, 1                  ; standard output
        mov     esi, text
        mov     edx, 2
ask:
        syscall
asked:
        jmp     asked

text:           db "L", 10
        align   4
sum:            dd 0
