; syscall.asm: ring 3 asks, ring 0 answers, by SYSCALL and SYSRET. How fast is a round trip?

bits 64
org 0x100000

IA32_EFER       equ 0xC0000080
IA32_STAR       equ 0xC0000081
IA32_LSTAR      equ 0xC0000082
IA32_FMASK      equ 0xC0000084
USER            equ 0x400000

start:
        mov     ecx, IA32_EFER
        rdmsr
        or      eax, 1                  ; SCE
        wrmsr
        mov     ecx, IA32_STAR
        xor     eax, eax
        mov     edx, 0x00180008
        wrmsr
        mov     ecx, IA32_LSTAR
        mov     eax, kernel
        xor     edx, edx
        wrmsr
        mov     ecx, IA32_FMASK
        mov     eax, 0x200
        wrmsr
        mov     rsi, user_code          ; the application's page is elsewhere
        mov     rdi, USER
        mov     ecx, user_code_end - user_code
        rep     movsb
        mov     ecx, USER
        mov     r11d, 2
        o64     sysret

kernel:
        inc     r8
        mov     eax, 7
        o64     sysret

user_code:
        mov     eax, 39
        syscall
        inc     r9
        jmp     user_code
user_code_end:
