; user.asm: a 64-bit application at ring 3.
;
; It asks the kernel three times who it is (getpid), and then leaves with the
; answer as its exit status. The call numbers are those of 64-bit Linux.

bits 64
org AT_USER

start:
        mov     r12d, 3                 ; three calls

again:
        mov     eax, 39                 ; getpid
        syscall                         ; ring 3 to ring 0
returned:
        dec     r12d                    ; RCX pointed here all the while
        jnz     again

        mov     edi, eax                ; exit status: the process id
        mov     eax, 60                 ; exit
        syscall                         ; does not return
