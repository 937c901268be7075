; system-calls.asm: the kernel of the benchmark. It lets the application run and answers its calls:
; no other code asks so often whether somebody watches.

bits 64

IA32_EFER       equ 0xC0000080
IA32_STAR       equ 0xC0000081
IA32_LSTAR      equ 0xC0000082
APPLICATION     equ 0x400000

start:
        mov     ecx, IA32_EFER
        rdmsr
        or      eax, 1                  ; SCE
        wrmsr
        mov     ecx, IA32_STAR
        xor     eax, eax
        mov     edx, 0x00180008         ; selectors of ring 3 and ring 0
        wrmsr
        mov     ecx, IA32_LSTAR
        mov     eax, answer
        xor     edx, edx
        wrmsr
        mov     ecx, APPLICATION
        mov     r11d, 2                 ; RFLAGS
        o64     sysret

answer:
        inc     r8
        o64     sysret
