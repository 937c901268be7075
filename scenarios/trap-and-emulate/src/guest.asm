; guest.asm: the kernel of an operating system.
;
; It was written for ring 0 and knows nothing of a monitor. It raises a counter with
; interrupts off, prints a letter, turns on page tables of its own, and waits.
; Each of its instructions is one that a kernel on bare metal would use.

bits 32
org AT_GUEST

start:
        cli                             ; nobody may interrupt the next line
after_cli:
        inc     dword [n]               ; an ordinary instruction
count_is_raised:
        sti
after_sti:
        mov     dx, 0x3F8
        mov     al, 'A'
write_letter:
        out     dx, al                  ; straight to the serial port

after_out:
; A page directory with one entry: the 4 MiB where this kernel lives.
        mov     dword [AT_GUEST_TABLES + 4], AT_GUEST | 0x83
        mov     ebx, AT_GUEST_TABLES
load_tables:
        mov     cr3, ebx
wait_for_work:
        hlt                             ; nothing to do until an interrupt comes

n:      dd      0
