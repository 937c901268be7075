; m-kernel.asm: the kernel of the third guest. Its door is the address in LSTAR.

bits 64
org AT_M_KERNEL

%include "preset64.inc"
%include "msr.inc"

start:
        mov     ecx, IA32_EFER
        rdmsr
        or      eax, EFER_SCE
        wrmsr
        mov     ecx, IA32_STAR
        xor     eax, eax
        mov     edx, 0x18 << 16 | KERNEL_CODE
        wrmsr
        mov     ecx, IA32_LSTAR
        mov     eax, system_call
        xor     edx, edx
        wrmsr
        mov     ecx, AT_M_USER          ; start the application
        mov     r11d, RFLAGS_ALWAYS
        mov     rsp, END_M_USER_STACK
        o64 sysret

system_call:
        mov     [user_rsp], rsp
        mov     rsp, END_M_STACK
        push    rcx
        cmp     eax, 0x2000004
        jne     back
        call    print
back:
        pop     rcx
        mov     rsp, [user_rsp]
        o64 sysret

%include "print.inc"

        align   8
user_rsp:       dq 0
