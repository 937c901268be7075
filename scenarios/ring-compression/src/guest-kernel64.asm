; guest-kernel64.asm: the kernel of a 64-bit guest. It, too, runs at ring 3.
;
; It cannot go down to its application: there is no ring below 3. So it asks the
; monitor (INT 0x82), and the monitor sends the application's system calls back here.

bits 64
org AT_GUEST_KERNEL

start:
        mov     dword [secret], 0x5EC
        mov     eax, 0                  ; run my application, on one set for both of us,
        mov     rbx, on_system_call     ; and bring its system calls here
        int     0x82

on_system_call:
        mov     ecx, [secret]           ; is it still mine?
secret_is_read:
        mov     dword [secret], 0x5EC   ; no. Repair it, and be wiser:
        mov     eax, 1                  ; run my application on a set of its own
        mov     rbx, on_system_call
        int     0x82

        times   0x800 - ($ - $$) db 0
secret: dd      0
