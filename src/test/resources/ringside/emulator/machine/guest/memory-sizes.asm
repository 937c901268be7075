; A boot sector that collects what a machine tells of its memory: the BIOS's map by INT 15h, E820h,
; at MAP, its length at COUNT; CMOS registers 34h, 35h and 5Bh to 5Dh at CMOS_BYTES; fw_cfg's size of
; RAM at SIZE and its map at FILE. It ends with 0 at the debug-exit port.

        bits 16
        org 0x7C00

MAP             equ 0x8000
COUNT           equ 0x9000
CMOS_BYTES      equ 0x9010
SIZE            equ 0x9020
FILE            equ 0x9030

CMOS            equ 0x70
FW_CFG          equ 0x510
ITEM_RAM_SIZE   equ 3
ITEM_FILE       equ 0x20
ENTRY           equ 20

start:  cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7C00
        sti

        mov di, MAP
        xor ebx, ebx
.range: mov eax, 0xE820
        mov edx, 0x534D4150
        mov ecx, ENTRY
        int 0x15
        jc .end
        add di, ENTRY
        inc byte [COUNT]
        test ebx, ebx
        jnz .range
.end:
        cld
        mov di, CMOS_BYTES
        mov si, registers
        mov cx, 5
.cmos:  lodsb
        out CMOS, al
        in al, CMOS + 1
        stosb
        loop .cmos

        mov di, SIZE
        mov ax, ITEM_RAM_SIZE
        mov cx, 8
        call item
        mov di, FILE
        mov ax, ITEM_FILE
        mov cx, 2 * ENTRY
        call item

        mov al, 0
        out 0xF4, al
        hlt

item:   mov dx, FW_CFG                  ; CX bytes of item AX to ES:DI
        out dx, ax
        inc dx
        rep insb
        ret

registers:
        db 0x34, 0x35, 0x5B, 0x5C, 0x5D

        times 510 - ($ - $$) db 0
        dw 0xAA55
