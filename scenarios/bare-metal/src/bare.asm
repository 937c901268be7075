; bare.asm: the only software in the machine.
;
; It plays the operating system, the driver and the application at once, because
; there is nobody else. It sends "OK" and a line feed to the serial port, one
; character at a time, and stops the processor.
;
; The machine starts in 64-bit mode at ring 0 (preset lm64).

bits 64
org 0x100000

UART_DATA         equ 0x3F8     ; write: the character to send
UART_LINE_STATUS  equ 0x3FD     ; read: is the port ready?
TRANSMITTER_EMPTY equ 1 << 5    ; line status bit 5: the last character has left

start:
        mov     rsi, message
        mov     ecx, message_length

next_character:
        mov     dx, UART_LINE_STATUS    ; ports above 0xFF are reached through DX

wait_for_port:
        in      al, dx                  ; ask the device itself
        test    al, TRANSMITTER_EMPTY
        jz      wait_for_port           ; still sending: ask again

        mov     al, [rsi]
        mov     dx, UART_DATA
        out     dx, al                  ; from here to the wire: no software
        inc     rsi
        dec     ecx
        jnz     next_character

        cli                             ; no interrupt may wake the processor
stop:
        hlt                             ; nothing left to do, and nobody to return to

message:        db "OK", 10
message_length  equ $ - message
