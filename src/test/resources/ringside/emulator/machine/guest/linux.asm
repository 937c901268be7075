; A file with Linux's setup header. It prints its command line and its two RAM disks, which must
; follow each other, and checks the memory map. It ends with 5 at the debug-exit port.

        bits 32
        org 0x100000 - 0x400            ; one sector of setup and one of boot code come before

        times 0x1F1 db 0
        db 1                            ; setup sectors
        times 0x1FE - ($ - $$) db 0
        dw 0xAA55
        db 0xEB, 0x66                   ; the header ends 66h bytes after this
        db "HdrS"
        dw 0x020C
        times 0x211 - ($ - $$) db 0
        db 1                            ; loaded high
        times 0x22C - ($ - $$) db 0
        dd 0x37FFFFFF                   ; the highest address of a RAM disk
        times 0x258 - ($ - $$) db 0
        dq 0x100000                     ; preferred address
        dd 0x10000                      ; room it needs
        times 0x400 - ($ - $$) db 0

start:  mov esp, end
        mov ebp, esi
        cmp byte [ebp + 0x210], 0xFF    ; type of loader
        jne fail
        cmp byte [ebp + 0x1E8], 4       ; memory map
        jne fail
        cmp dword [ebp + 0x2D0 + 3 * 20 + 8], 0x3F00000
        jne fail
        mov esi, [ebp + 0x228]
        call print
        cmp dword [ebp + 0x21C], 12
        jne fail
        mov esi, [ebp + 0x218]
        call print
        mov esi, [ebp + 0x218]
        add esi, 8
        call print
        mov al, 5
        out 0xF4, al
fail:   mov al, 0
        out 0xF4, al
        hlt

print:  mov dx, 0x3F8
.next:  lodsb
        test al, al
        jz .done
        out dx, al
        jmp .next
.done:  mov al, 10
        out dx, al
        ret

        times 0x2000 - ($ - $$) db 0
end:
