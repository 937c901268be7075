; calls.asm: a loop of calls that load and store: no other code is so much slower when somebody
; watches memory.

bits 64

TABLE           equ 0x200000
ENTRIES         equ 64

start:
        mov     rsi, TABLE
        mov     ecx, ENTRIES
.next:  call    count
        add     rsi, 8
        dec     ecx
        jnz     .next
        jmp     start

count:                                  ; adds RCX to the entry at RSI
        mov     rax, [rsi]
        add     rax, rcx
        mov     [rsi], rax
        ret
