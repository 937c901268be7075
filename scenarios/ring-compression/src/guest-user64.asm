; guest-user64.asm: an application of the guest, at ring 3 like the guest's kernel.
;
; It writes over a variable of its kernel, twice. On bare metal it could not do so
; even once.

bits 64
org AT_GUEST_USER

SECRET  equ AT_GUEST_KERNEL + 0x800     ; a variable in the kernel's page

start:
        mov     dword [SECRET], 0xBAD
after_first_store:
        int     0x80                    ; a system call: the kernel runs, and returns
second_store:
        mov     dword [SECRET], 0xBAD   ; the same store once more
after_second_store:
        int     0x80
