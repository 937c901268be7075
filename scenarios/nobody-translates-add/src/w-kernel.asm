; w-kernel.asm: the kernel of the first guest. Its door is vector 2E of its own IDT.

bits 64
org AT_W_KERNEL
ORIGIN  equ AT_W_KERNEL

%include "preset64.inc"
%include "gates.inc"

start:
        lidt    [idt_register]
        mov     qword [TSS_RSP0], END_W_STACK
        push    USER_DATA               ; start the application
        push    END_W_USER_STACK
        push    RFLAGS_ALWAYS
        push    USER_CODE
        push    AT_W_USER
        iretq

system_call:
        cmp     eax, 8
        jne     back
        mov     rsi, [rdx]              ; the arguments lie in memory
        mov     rdx, [rdx + 8]
        call    print
back:
        iretq

%include "print.inc"

        align   16
idt:
        empty_gates64 0x2E
        interrupt_gate64 system_call, 3
idt_end:
idt_register:   dw idt_end - idt - 1
                dq idt
