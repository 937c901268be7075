; user.asm: an application inside the virtual machine, at ring 3.
;
; It crosses into its kernel in the three ways there are: a hundred system calls, ten
; software interrupts, one page fault. Then it lets the neighbour run, and calls again.

bits 64
org AT_USER

start:
        mov     r12d, 100
call_again:
        mov     eax, 39                 ; getpid
        syscall
        dec     r12d
        jnz     call_again

        mov     r12d, 10
interrupt_again:
        mov     eax, 39
        int     0x80
        dec     r12d
        jnz     interrupt_again

touch:
        mov     [AT_HEAP], eax          ; nobody has mapped this page yet
touched:
        mov     eax, 24                 ; sched_yield: let others run
        syscall
came_back:
        mov     eax, 39
        syscall                         ; the same call as before: does the door hold?
answered:
        mov     eax, 60                 ; exit
        syscall
