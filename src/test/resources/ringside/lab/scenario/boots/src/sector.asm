; A boot sector that prints, and has the BIOS read the sector behind it.
there   equ     0x9000

        bits    16
start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, AT_SECTOR
        mov     [drive], dl
        mov     si, first
        call    print
        test    dl, 0x80
        jnz     .disk
        mov     ax, 0x0201              ; one sector: cylinder 0, head 0, sector 2
        mov     bx, there
        mov     cx, 2
        mov     dh, 0
        int     0x13
        jmp     .read
.disk:  mov     si, packet
        mov     ah, 0x42
        int     0x13
.read:  jc      .stop
        mov     si, there
        call    print
.stop:  cli
        hlt

print:  mov     dx, 0x3F8
.next:  lodsb
        test    al, al
        jz      .done
        out     dx, al
        jmp     .next
.done:  mov     dl, [drive]
        ret

first   db      "first ", 0
drive   db      0
packet  db      16, 0
        dw      1, there, 0
        dq      1
        times   510 - ($ - $$) db 0
        dw      0xAA55
        db      "second", 0
        times   1024 - ($ - $$) db 0
