; user-sysenter.asm: the three calls of user.asm, by a 32-bit application.
;
; SYSENTER keeps nothing, not even the way back. Before it knocks, the application
; must hand over its own stack pointer (ECX) and return address (EDX).
; The call numbers are those of 32-bit Linux.

bits 32
org AT_USER

start:
        mov     esi, 3                  ; three calls

again:
        mov     eax, 20                 ; getpid
        mov     ecx, esp                ; "my stack is here,
        mov     edx, returned           ;  and I go on there"
        sysenter                        ; ring 3 to ring 0
returned:
        dec     esi
        jnz     again

        mov     ebx, eax                ; exit status: the process id
        mov     eax, 1                  ; exit
        sysenter                        ; does not return: ECX and EDX do not matter
