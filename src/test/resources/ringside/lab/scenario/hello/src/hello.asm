; hello.asm: says "hi" on the serial port, then stops.
        bits 64
start:
        mov     dx, 0x3F8
        mov     al, 'h'
        out     dx, al
again:
        mov     al, 'i'
        out     dx, al
        cli
        hlt
