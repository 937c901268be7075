; user.asm: an application at ring 3.
;
; It asks the kernel for one thing in the proper way, and then tries five things
; that only a kernel may do. After each try the kernel puts it back on its feet
; at the next instruction, so it walks the whole list.

bits 32
org AT_USER

start:
        mov     ebx, 'U'
        mov     eax, 1                  ; system call 1: put the character in BL
        int     0x80                    ; the one gate that is open to ring 3

after_putchar:
        cli                             ; "no interrupts, please": not yours to say

after_cli:
        mov     dx, 0x3F8
        mov     al, 'X'
        out     dx, al                  ; straight to the serial port

after_out:
        mov     [AT_KERNEL], eax        ; write over the kernel's first bytes

after_store:
        mov     eax, cr3                ; where are the page tables?

after_read:
        int     0x20                    ; pretend to be the timer

after_timer:
        mov     eax, 2                  ; system call 2: exit
        int     0x80                    ; does not return
