; w-user.asm: an application of the first guest. Its system takes requests by INT 2E:
; the number of the service in EAX, a pointer to the arguments in RDX.

bits 64
org AT_W_USER

%include "work.inc"

        mov     eax, 8                  ; write
        mov     edx, arguments
ask:
        int     0x2E
asked:
        jmp     asked

        align   8
arguments:      dq text, 2
text:           db "W", 10
        align   4
sum:            dd 0
