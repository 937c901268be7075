; guest.asm: a guest's kernel at ring 1 that reaches for its monitor.
;
; It stores twice to the same address, inside the monitor's memory. The instruction
; is the same both times. What differs is the segment behind DS.

bits 32
org AT_GUEST

start:
        mov     dword [AT_CANARY], 0xBAD        ; above the limit of DS
after_first_store:
        mov     eax, ds
        mov     ds, ax                         ; read the descriptor again
second_store:
        mov     dword [AT_CANARY], 0xBAD        ; the limit is gone now
after_second_store:
        hlt                                     ; back to the monitor
