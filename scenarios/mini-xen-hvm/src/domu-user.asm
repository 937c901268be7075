; domu-user.asm: the application in DomU. It computes a lot and asks for little.

bits 64
org AT_DOMU_USER

start:
%ifdef WORKLOAD
ROUNDS          equ 1000                ; of ten additions: 10,000 in all
%else
ROUNDS          equ 10                  ; of ten additions
%endif
        mov     ecx, ROUNDS
        xor     eax, eax
        mov     ebx, 1
add_again:
        times   10 add eax, ebx         ; 01 D8, and nobody translates it
        dec     ecx
        jnz     add_again
added:
        mov     [sum], eax

        xor     eax, eax
ask_for_name:
        cpuid

%ifdef WORKLOAD
        mov     eax, 1
        cpuid
        mov     r12d, 100
call_again:
        mov     eax, 39                 ; getpid
        syscall
        dec     r12d
        jnz     call_again
        mov     eax, 2                  ; the kernel keeps house
        syscall
        mov     r12d, 0
next_sector:
        mov     eax, 0                  ; read
        mov     edi, r12d
        syscall
        inc     r12d
        cmp     r12d, 4
        jb      next_sector
%endif

        mov     eax, 1                  ; print
        mov     esi, text
        mov     edx, text.end - text
        syscall
printed:
        mov     eax, 3                  ; wait for the timer
        syscall
        mov     eax, 60                 ; exit
        syscall

%ifdef WORKLOAD
text:           db "16 bytes in all", 10
%else
text:           db "H"
%endif
.end:

        align   4
sum:            dd 0
