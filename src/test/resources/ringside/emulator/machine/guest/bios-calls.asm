; A boot sector that asks the BIOS for what boot loaders ask, and checks the answers. The machine
; has 64 MiB and one floppy of 1.44 MB.
; It prints the number of each answer that is wrong, and ends with 1 at the debug-exit port.

        bits 16
        org 0x7C00

%assign row 0
%macro CHECK 1                          ; the condition that must hold
  %assign row row + 1
        mov byte [number], '0' + row
        j%+1 %%good
        call wrong
%%good:
%endmacro

        cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7C00
        sti
        cmp dl, 0                       ; the boot drive
        CHECK e
        int 0x12
        cmp ax, 639
        CHECK e
        mov ax, 0x2401
        int 0x15
        CHECK nc
        mov ah, 0x88
        int 0x15
        cmp ax, 63 * 1024
        CHECK e
        mov ax, 0xE801
        int 0x15
        cmp bx, 48 * 16
        CHECK e
        mov eax, 0xE820                 ; the last range: from 1 MiB to the end of memory
        mov edx, 0x534D4150
        mov ebx, 3
        mov ecx, 20
        mov di, 0x8000
        int 0x15
        cmp dword [0x8008], 63 << 20
        CHECK e
        mov ah, 8                       ; geometry: 80 cylinders, 2 heads, 18 sectors
        mov dl, 0
        int 0x13
        cmp cx, 79 << 8 | 18
        CHECK e
        xor ax, ax
        mov es, ax
        mov ax, 0x0301                  ; a sector that was written reads back
        mov bx, 0x7C00
        mov cx, 0x0305                  ; cylinder 3, sector 5
        mov dx, 0x0100                  ; head 1
        int 0x13
        CHECK nc
        mov ax, 0x0201
        mov bx, 0x8000
        int 0x13
        mov si, 0x7C00
        mov di, 0x8000
        mov cx, 32                      ; not as far as the number of the check
        repe cmpsd
        CHECK e
        mov ax, 0x0E41                  ; teletype: on the screen, and the cursor moved
        int 0x10
        mov ah, 3
        mov bh, 0
        int 0x10
        cmp dx, 1
        CHECK e
        mov ah, 5                       ; a key that is put can be read
        mov cx, 0x1E61
        int 0x16
        mov ah, 0
        int 0x16
        cmp ax, 0x1E61
        CHECK e
        mov ah, 4                       ; the date, in BCD
        int 0x1A
        cmp cx, 0x2026
        CHECK e
        mov al, 1
        out 0xF4, al
        hlt

wrong:  mov dx, 0x3F8
        mov al, [number]
        out dx, al
        ret

number: db 0
        times 510 - ($ - $$) db 0
        dw 0xAA55
