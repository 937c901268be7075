; The BIOS of Ringside's PCs: 8 KiB at F000:E000, the top of the first MiB.
;
; It drives real devices through their ports, and answers the software interrupts through which
; boot loaders of the 1980s and 1990s asked for them. It begins where the processor does after
; reset, sets up vectors, data area, interrupt controllers and timer, and boots from the first
; drive that has a boot sector.

        cpu 686
        bits 16
        org 0xE000

ROM             equ 0xF000              ; our segment
BDA             equ 0x40                ; segment of the BIOS data area
EBDA            equ 0x9FC0              ; and of our own data, the last KiB below 640 KiB
BOOT            equ 0x7C00              ; where a boot sector is loaded
SCREEN          equ 0xB800              ; segment of the text screen
COLUMNS         equ 80
ROWS            equ 25

; The BIOS data area.
COM_PORTS       equ 0x00
EBDA_SEGMENT    equ 0x0E
EQUIPMENT       equ 0x10
LOW_KILOBYTES   equ 0x13
SHIFT_FLAGS     equ 0x17
KEYS_HEAD       equ 0x1A
KEYS_TAIL       equ 0x1C
KEYS            equ 0x1E
KEYS_END        equ 0x3E
DISK_STATUS     equ 0x41
VIDEO_MODE      equ 0x49
VIDEO_COLUMNS   equ 0x4A
VIDEO_SIZE      equ 0x4C
CURSOR          equ 0x50
CURSOR_SHAPE    equ 0x60
CRTC_PORT       equ 0x63
TICKS           equ 0x6C
TICKS_OVERFLOW  equ 0x70
HARD_DISKS      equ 0x75
KEYS_FIRST      equ 0x80
KEYS_LAST       equ 0x82
LAST_ROW        equ 0x84
CHARACTER_LINES equ 0x85

; Our own data, in the EBDA.
DISK_SECTORS    equ 0x10                ; of each hard disk, doublewords
DISK_HEADS      equ 0x18                ; of each hard disk in CHS calls, words

; Ports.
PIC1            equ 0x20
PIC2            equ 0xA0
PIT             equ 0x40
KEYBOARD        equ 0x60
SYSTEM_CONTROL  equ 0x61
CMOS            equ 0x70
ATA             equ 0x1F0
FLOPPY          equ 0x300               ; a SimDisk a drive, 16 ports each
CRTC            equ 0x3D4
COM1            equ 0x3F8

; A caller's registers on the stack, as SAVE leaves them.
struc Caller
.di     resd 1
.si     resd 1
.bp     resd 1
.sp     resd 1
.bx     resd 1
.dx     resd 1
.cx     resd 1
.ax     resd 1
.es     resw 1
.ds     resw 1
.ip     resw 1
.cs     resw 1
.flags  resw 1
endstruc

%macro SAVE 0                           ; every handler begins with this: BP points at the Caller
        push ds
        push es
        pushad
        mov bp, sp
        cld
%endmacro

%macro RESTORE 0
        popad
        pop es
        pop ds
        iret
%endmacro

; ---- from reset to the boot sector ---------------------------------------------------------------

start:
        cli
        cld
        xor ax, ax
        mov ss, ax
        mov sp, BOOT
        mov ds, ax
        mov es, ax
        call vectors
        call data_area
        call interrupt_controllers
        call timer
        call find_disks
        sti
        mov ax, 0x0003
        int 0x10
        call option_roms
        int 0x19

option_roms:                            ; calls each ROM that begins with 55 AA and sums up to zero
        mov bx, 0xC800
.next:  mov ds, bx
        cmp word [0], 0xAA55
        jne .no
        movzx cx, byte [2]              ; its size in units of 512 bytes
        shl cx, 9
        jcxz .no
        xor si, si
        mov ah, 0
.sum:   lodsb
        add ah, al
        loop .sum
        test ah, ah
        jnz .no
        push bx
        push cs                         ; it returns here, far
        push word .back
        push bx
        push word 3
        retf
.back:  pop bx
.no:    add bx, 0x80                    ; every 2 KiB
        cmp bx, 0xE000
        jb .next
        ret

vectors:                                ; all of them first, then those that we have
        xor di, di
        mov cx, 256
.fill:  mov ax, ignore
        stosw
        mov ax, ROM
        stosw
        loop .fill
        mov cx, 8                       ; the second controller's interrupts
        mov di, 0x70 * 4
.irq:   mov word [di], ignore_irq2
        add di, 4
        loop .irq
        mov si, table
.next:  cs lodsw
        cmp ax, -1
        je .done
        mov di, ax
        shl di, 2
        cs lodsw
        mov [di], ax
        jmp .next
.done:  ret

table:  dw 0x08, irq_timer, 0x09, irq_keyboard
        dw 0x0A, ignore_irq1, 0x0B, ignore_irq1, 0x0C, ignore_irq1
        dw 0x0D, ignore_irq1, 0x0E, ignore_irq1, 0x0F, ignore_irq1
        dw 0x10, video, 0x11, equipment, 0x12, memory_size, 0x13, disk, 0x14, serial
        dw 0x15, system, 0x16, keys, 0x18, no_boot, 0x19, boot, 0x1A, clock
        dw -1

ignore_irq2:
        push ax
        mov al, 0x20
        out PIC2, al
        out PIC1, al
        pop ax
        iret
ignore_irq1:
        push ax
        mov al, 0x20
        out PIC1, al
        pop ax
ignore: iret

data_area:
        mov ax, BDA
        mov ds, ax
        mov es, ax
        xor di, di
        xor ax, ax
        mov cx, 128
        rep stosw
        mov word [COM_PORTS], COM1
        mov word [EBDA_SEGMENT], EBDA
        mov word [LOW_KILOBYTES], 639
        mov word [KEYS_HEAD], KEYS
        mov word [KEYS_TAIL], KEYS
        mov word [KEYS_FIRST], KEYS
        mov word [KEYS_LAST], KEYS_END
        mov word [CRTC_PORT], CRTC
        mov byte [LAST_ROW], ROWS - 1
        mov word [CHARACTER_LINES], 16
        mov al, 0x14
        call read_cmos                  ; equipment as the set-up wrote it: floppies, FPU
        mov ah, 2                       ; and one serial port
        mov [EQUIPMENT], ax
        mov ax, EBDA
        mov es, ax
        xor di, di
        xor ax, ax
        mov cx, 512
        rep stosw
        mov byte [es:0], 1              ; its size in KiB
        ret

interrupt_controllers:
        mov al, 0x11
        out PIC1, al
        out PIC2, al
        mov al, 0x08
        out PIC1 + 1, al
        mov al, 0x70
        out PIC2 + 1, al
        mov al, 0x04
        out PIC1 + 1, al
        mov al, 0x02
        out PIC2 + 1, al
        mov al, 0x01
        out PIC1 + 1, al
        out PIC2 + 1, al
        mov al, 0xF8                    ; timer, keyboard and the second controller
        out PIC1 + 1, al
        mov al, 0xFF
        out PIC2 + 1, al
        ret

timer:                                  ; 18.2 times a second
        mov al, 0x34
        out PIT + 3, al
        xor al, al
        out PIT, al
        out PIT, al
        ret

find_disks:                             ; IDENTIFY DEVICE to both drives
        mov ax, EBDA
        mov es, ax
        xor bx, bx                      ; drive
.drive: mov dx, ATA + 6
        mov al, bl
        shl al, 4
        or al, 0xE0
        out dx, al
        inc dx
        in al, dx
        test al, al                     ; nothing drives the bus, or no such drive
        jz .none
        inc al
        jz .none
        mov al, 0xEC
        out dx, al
        call ata_wait
        jc .none
        mov dx, ATA
        mov cx, 256
        mov di, 0x200
        rep insw
        mov eax, [es:0x200 + 60 * 2]
        mov si, bx
        shl si, 2
        mov [es:si + DISK_SECTORS], eax
        mov cx, 16                      ; heads: doubled until there are at most 1024 cylinders
.heads: cmp eax, 1024 * 16 * 63
        jbe .found
        shr eax, 1
        add cx, cx
        cmp cx, 256
        jb .heads
        mov cx, 255
.found: shr si, 1
        mov [es:si + DISK_HEADS], cx
        inc byte [HARD_DISKS]
.none:  inc bx
        cmp bl, 2
        jb .drive
        ret

; INT 19h: boot.
boot:   sti
        xor ax, ax
        mov ss, ax
        mov sp, BOOT
        mov al, 0x10
        call read_cmos
        and al, 0xF0
        mov dl, 0
        call nz_boot
        push ds
        mov ax, BDA
        mov ds, ax
        mov al, [HARD_DISKS]
        pop ds
        test al, al
        mov dl, 0x80
        call nz_boot
        int 0x18

nz_boot:                                ; boots from drive DL unless ZF; returns if it cannot
        jz .no
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ax, 0x0201
        mov bx, BOOT
        mov cx, 1
        mov dh, 0
        int 0x13
        jc .no
        cmp word [BOOT + 510], 0xAA55
        jne .no
        mov sp, BOOT
        jmp 0:BOOT
.no:    ret

; INT 18h: nothing to boot.
no_boot:
        sti
        push cs
        pop ds
        mov si, .message
.next:  lodsb
        test al, al
        jz .stop
        mov ah, 0x0E
        mov bx, 7
        int 0x10
        mov dx, COM1
        out dx, al
        jmp .next
.stop:  cli
        hlt
        jmp .stop
.message:
        db "No drive has a boot sector.", 13, 10, 0

read_cmos:                              ; AL = register; returns AX, AH = 0
        out CMOS, al
        in al, CMOS + 1
        mov ah, 0
        ret

; ---- interrupts of devices -----------------------------------------------------------------------

irq_timer:
        push ds
        push ax
        mov ax, BDA
        mov ds, ax
        inc dword [TICKS]
        cmp dword [TICKS], 0x1800B0     ; a day
        jb .today
        mov dword [TICKS], 0
        mov byte [TICKS_OVERFLOW], 1
.today: int 0x1C
        mov al, 0x20
        out PIC1, al
        pop ax
        pop ds
        iret

irq_keyboard:
        push ds
        push ax
        push bx
        mov ax, BDA
        mov ds, ax
        in al, KEYBOARD
        mov ah, al
        and ah, 0x7F
        mov bl, 2                       ; the shift keys have bits in SHIFT_FLAGS
        cmp ah, 0x2A
        je .shift
        mov bl, 1
        cmp ah, 0x36
        je .shift
        mov bl, 4
        cmp ah, 0x1D
        je .shift
        test al, al
        js .done
        cmp al, key_codes.end - key_codes
        jae .done
        mov bx, key_codes
        test byte [SHIFT_FLAGS], 3
        jz .plain
        mov bx, shifted_codes
.plain: mov ah, al
        cs xlatb
        test byte [SHIFT_FLAGS], 4
        jz .put
        and al, 0x1F
.put:   call put_key
        jmp .done
.shift: test al, al
        js .up
        or [SHIFT_FLAGS], bl
        jmp .done
.up:    not bl
        and [SHIFT_FLAGS], bl
.done:  mov al, 0x20
        out PIC1, al
        pop bx
        pop ax
        pop ds
        iret

put_key:                                ; AX into the keyboard's ring; CF if it is full
        push bx
        push si
        mov bx, [KEYS_TAIL]
        lea si, [bx + 2]
        cmp si, [KEYS_LAST]
        jb .room
        mov si, [KEYS_FIRST]
.room:  cmp si, [KEYS_HEAD]
        stc
        je .full
        mov [bx], ax
        mov [KEYS_TAIL], si
        clc
.full:  pop si
        pop bx
        ret

key_codes:
        db 0, 27, "1234567890-=", 8, 9, "qwertyuiop[]", 13, 0, "asdfghjkl;'`", 0, "\zxcvbnm,./", 0
        db "*", 0, " "
.end:
shifted_codes:
        db 0, 27, "!@#$%^&*()_+", 8, 0, "QWERTYUIOP{}", 13, 0, 'ASDFGHJKL:"~', 0, "|ZXCVBNM<>?", 0
        db "*", 0, " "

; ---- INT 10h: the text screen --------------------------------------------------------------------

video:
        SAVE
        mov bx, BDA
        mov ds, bx
        mov bx, SCREEN
        mov es, bx
        movzx bx, ah
        cmp bl, 0x13
        ja .none
        add bx, bx
        call [cs:.functions + bx]
.none:  RESTORE

.functions:
        dw set_mode, set_shape, set_cursor, get_cursor, nothing, nothing, scroll_up, scroll_down
        dw read_character, write_character, write_character, nothing, nothing, nothing, teletype
        dw get_mode, nothing, font, alternate, write_string

nothing:
        ret

set_mode:                               ; whatever was asked for: 80 by 25 characters
        mov byte [VIDEO_MODE], 3
        mov word [VIDEO_COLUMNS], COLUMNS
        mov word [VIDEO_SIZE], 0x1000
        mov word [CURSOR_SHAPE], 0x0D0E
        xor di, di
        mov ax, 0x0720
        mov cx, COLUMNS * ROWS
        rep stosw
        xor dx, dx
        jmp move_cursor

set_shape:
        mov [CURSOR_SHAPE], cx
        ret

set_cursor:
        mov dx, [bp + Caller.dx]
move_cursor:                            ; to row DH, column DL
        mov [CURSOR], dx
        call cell
        mov bx, di
        shr bx, 1
        mov dx, CRTC
        mov al, 0x0E
        mov ah, bh
        out dx, ax
        mov al, 0x0F
        mov ah, bl
        out dx, ax
        ret

cell:                                   ; DI = offset of row DH, column DL
        push ax
        mov al, COLUMNS
        mul dh
        mov di, ax
        movzx ax, dl
        add di, ax
        add di, di
        pop ax
        ret

get_cursor:
        mov ax, [CURSOR]
        mov [bp + Caller.dx], ax
        mov ax, [CURSOR_SHAPE]
        mov [bp + Caller.cx], ax
        ret

scroll_up:                              ; window CH,CL to DH,DL by AL lines filled with BH
        mov bl, 1
        jmp scroll
scroll_down:
        mov bl, 0
scroll: mov bh, [bp + Caller.bx + 1]
        mov cx, [bp + Caller.cx]
        mov dx, [bp + Caller.dx]
        mov al, [bp + Caller.ax]
        cmp dh, ROWS
        jb .rows
        mov dh, ROWS - 1
.rows:  cmp dl, COLUMNS
        jb .columns
        mov dl, COLUMNS - 1
.columns:
        mov ah, dh
        sub ah, ch
        inc ah                          ; height
        test al, al
        jz .all
        cmp al, ah
        jbe .some
.all:   mov al, ah
.some:  sub ah, al                      ; AH rows move, AL rows are cleared
        push ds
        push es
        pop ds
        test bl, bl
        jz .down
        xchg dh, ch                     ; DH = the row that is filled, from the top
.next:  test ah, ah
        jz .clear
        push dx
        mov dl, cl
        call cell
        push di
        add dh, al
        call cell
        mov si, di
        pop di
        pop dx
        call copy_row
        inc dh
        dec ah
        jmp .next
.down:  test ah, ah
        jz .clear_down
        push dx
        mov dl, cl
        call cell
        push di
        sub dh, al
        call cell
        mov si, di
        pop di
        pop dx
        call copy_row
        dec dh
        dec ah
        jmp .down
.clear_down:
        sub dh, al
        inc dh
.clear: push dx
        mov ch, dl
        mov dl, cl
        call cell
        pop dx
        push cx
        push ax
        sub ch, cl
        movzx cx, ch
        inc cx
        mov ah, bh
        mov al, ' '
        rep stosw
        pop ax
        pop cx
        inc dh
        dec al
        jnz .clear
        pop ds
        ret

copy_row:                               ; from column CL to DL
        push cx
        push dx
        sub dl, cl
        movzx cx, dl
        inc cx
        rep movsw
        pop dx
        pop cx
        ret

read_character:
        mov dx, [CURSOR]
        call cell
        mov ax, [es:di]
        mov [bp + Caller.ax], ax
        ret

write_character:                        ; 09h with the attribute BL, 0Ah without
        mov cx, [bp + Caller.cx]
        jcxz .done
        mov bl, [bp + Caller.bx]
        mov dx, [CURSOR]
        call cell
.next:  stosb
        cmp ah, 9
        jne .keep
        mov [es:di], bl
.keep:  inc di
        loop .next
.done:  ret

teletype:
        mov al, [bp + Caller.ax]
put_character:                          ; AL at the cursor, which moves on
        mov dx, [CURSOR]
        cmp al, 7
        je .done
        cmp al, 8
        je .back
        cmp al, 10
        je .line
        cmp al, 13
        je .return
        call cell
        mov [es:di], al
        inc dl
        cmp dl, COLUMNS
        jb .move
        mov dl, 0
.line:  inc dh
        cmp dh, ROWS
        jb .move
        dec dh
        push dx
        push ds
        mov ax, es
        mov ds, ax
        xor di, di
        mov si, COLUMNS * 2
        mov cx, COLUMNS * (ROWS - 1)
        rep movsw
        mov ax, 0x0720
        mov cx, COLUMNS
        rep stosw
        pop ds
        pop dx
        jmp .move
.back:  test dl, dl
        jz .move
        dec dl
        jmp .move
.return:
        mov dl, 0
.move:  jmp move_cursor
.done:  ret

get_mode:
        mov al, [VIDEO_MODE]
        mov ah, COLUMNS
        mov [bp + Caller.ax], ax
        mov byte [bp + Caller.bx + 1], 0
        ret

font:                                   ; 1130h: what the font is; nothing else
        cmp al, 0x30
        jne .done
        mov word [bp + Caller.cx], 16
        mov byte [bp + Caller.dx], ROWS - 1
.done:  ret

alternate:                              ; 12h, BL = 10h: a colour screen, 256 KiB
        cmp byte [bp + Caller.bx], 0x10
        jne .done
        mov word [bp + Caller.bx], 0x0003
        mov word [bp + Caller.cx], 0x0009
.done:  ret

write_string:                           ; ES:BP, CX characters, at DH,DL; AL bit 0: move the cursor
        push word [CURSOR]
        mov dx, [bp + Caller.dx]
        call move_cursor
        mov si, [bp + Caller.bp]
        mov cx, [bp + Caller.cx]
        jcxz .done
.next:  push ds
        mov ds, [bp + Caller.es]
        lodsb
        test byte [bp + Caller.ax], 2
        jz .plain
        lodsb                           ; the attribute, which a teletype has no use for
        mov al, [si - 2]
.plain: pop ds
        push cx
        push si
        call put_character
        pop si
        pop cx
        loop .next
.done:  pop dx
        test byte [bp + Caller.ax], 1
        jnz .moved
        call move_cursor
.moved: ret

; ---- INT 11h, 12h --------------------------------------------------------------------------------

equipment:
        push ds
        mov ax, BDA
        mov ds, ax
        mov ax, [EQUIPMENT]
        pop ds
        iret

memory_size:
        push ds
        mov ax, BDA
        mov ds, ax
        mov ax, [LOW_KILOBYTES]
        pop ds
        iret

; ---- INT 13h: disks ------------------------------------------------------------------------------

OK              equ 0x00
BAD_COMMAND     equ 0x01
NOT_FOUND       equ 0x04
FAILED          equ 0x20
NO_MEDIA        equ 0x31

disk:
        SAVE
        sti
        call .dispatch                  ; AH = status
        mov [bp + Caller.ax + 1], ah
        mov bx, BDA
        mov ds, bx
        mov [DISK_STATUS], ah
        and byte [bp + Caller.flags], ~1
        test ah, ah
        jz .good
        or byte [bp + Caller.flags], 1
.good:  RESTORE

.dispatch:
        call drive_exists
        jc .absent
        cmp ah, 0x00
        je .fine
        cmp ah, 0x01
        je disk_last
        cmp ah, 0x02
        je disk_chs
        cmp ah, 0x03
        je disk_chs
        cmp ah, 0x04
        je .fine
        cmp ah, 0x08
        je disk_geometry
        cmp ah, 0x0D
        je .fine
        cmp ah, 0x10
        je .fine
        cmp ah, 0x15
        je disk_type
        test dl, dl
        jns .bad                        ; the rest is for hard disks
        cmp ah, 0x41
        je disk_extensions
        cmp ah, 0x42
        je disk_packet
        cmp ah, 0x43
        je disk_packet
        cmp ah, 0x44
        je .fine
        cmp ah, 0x48
        je disk_parameters
.bad:   mov ah, BAD_COMMAND
        ret
.fine:  mov ah, OK
        ret
.absent:
        cmp ah, 0x15
        je .type                        ; "no such drive" is an answer, not an error
        mov ah, BAD_COMMAND
        test dl, dl
        js .done
        mov ah, NO_MEDIA
.done:  ret
.type:  mov ah, 0
        ret

drive_exists:                           ; CF unless drive DL is there; then SI = its index
        push ax
        movzx si, dl
        and si, 0x7F
        test dl, dl
        js .hard
        call floppy_type
        test al, al
        jz .no
.yes:   clc
        pop ax
        ret
.hard:  cmp si, 2
        jae .no
        mov ax, EBDA
        mov ds, ax
        shl si, 2
        cmp dword [si + DISK_SECTORS], 0
        jne .there
.no:    stc
        pop ax
        ret
.there: shr si, 2
        jmp .yes

floppy_type:                            ; AL = CMOS type of floppy drive DL, 0 for none
        cmp dl, 2
        jae .none
        mov al, 0x10
        call read_cmos
        test dl, dl
        jnz .second
        shr al, 4
.second:
        and al, 0x0F
        ret
.none:  mov al, 0
        ret

geometry:                               ; of drive DL, index SI: CX cylinders, BL sectors, BH heads - 1
        push eax
        test dl, dl
        js .hard
        call floppy_type
        cbw
        mov bx, ax
        shl bx, 2
        movzx cx, byte [cs:.floppies + bx]
        mov al, [cs:.floppies + bx + 1]
        mov bl, al
        mov bh, 1
        pop eax
        ret
.hard:  push edx
        push si
        mov ax, EBDA
        mov ds, ax
        add si, si
        movzx ecx, word [si + DISK_HEADS]
        mov bh, cl
        dec bh
        mov bl, 63
        imul ecx, ecx, 63
        add si, si
        mov eax, [si + DISK_SECTORS]
        xor edx, edx
        div ecx
        cmp eax, 1024
        jbe .fits
        mov ax, 1024
.fits:  mov cx, ax
        pop si
        pop edx
        pop eax
        ret

.floppies:                              ; cylinders and sectors by CMOS type
        db 0, 0, 0, 0,  40, 9, 0, 0,  80, 15, 0, 0,  80, 9, 0, 0,  80, 18, 0, 0,  80, 36, 0, 0

disk_last:
        mov bx, BDA
        mov ds, bx
        mov ah, [DISK_STATUS]
        ret

disk_chs:                               ; AL sectors; CH, CL cylinder and sector; DH head; ES:BX
        call geometry
        mov al, [bp + Caller.cx]
        and eax, 0x3F                   ; sector, from 1
        jz .wrong
        cmp al, bl
        ja .wrong
        dec ax
        mov cl, [bp + Caller.dx + 1]    ; head
        cmp cl, bh
        ja .wrong
        push eax
        mov ah, [bp + Caller.cx]
        shr ah, 6
        mov al, [bp + Caller.cx + 1]
        movzx eax, ax                   ; cylinder
        movzx edi, bh
        inc di
        imul eax, edi
        movzx edi, cl
        add eax, edi
        movzx edi, bl
        imul eax, edi
        pop edi
        add eax, edi                    ; EAX = LBA
        movzx ecx, byte [bp + Caller.ax]
        movzx edi, word [bp + Caller.es]
        shl edi, 4
        movzx ebx, word [bp + Caller.bx]
        add edi, ebx                    ; EDI = address
        jmp transfer
.wrong: mov byte [bp + Caller.ax], 0
        mov ah, NOT_FOUND
        ret

disk_packet:                            ; DS:SI: size, count, offset, segment, LBA
        push si
        mov ds, [bp + Caller.ds]
        mov si, [bp + Caller.si]
        movzx ecx, word [si + 2]
        movzx edi, word [si + 6]
        shl edi, 4
        movzx ebx, word [si + 4]
        add edi, ebx
        mov eax, [si + 8]
        cmp dword [si + 12], 0
        pop si
        jne .wrong
        jmp transfer
.wrong: mov ah, NOT_FOUND
        ret

transfer:                               ; ECX sectors at LBA EAX, memory at EDI, drive DL, index SI
        jecxz .nothing
        test dl, dl
        js .hard
        call simdisk
        ret
.hard:  mov bx, EBDA
        mov ds, bx
        shl si, 2
        mov ebx, eax
        add ebx, ecx
        cmp ebx, [si + DISK_SECTORS]
        ja .wrong
        shr si, 2
.sector:
        call ata_sector
        jc .failed
        inc eax
        add edi, 512
        dec ecx
        jnz .sector
.nothing:
        mov ah, OK
        ret
.wrong: mov ah, NOT_FOUND
        ret
.failed:
        mov ah, FAILED
        ret

simdisk:                                ; the whole request at once, and wait for it
        mov bl, [bp + Caller.ax + 1]    ; 02h reads, 03h writes: commands 1 and 2
        dec bl
        mov dx, si
        shl dx, 4
        add dx, FLOPPY
        out dx, eax
        add dx, 4
        mov eax, edi
        out dx, eax
        add dx, 4
        mov eax, ecx
        out dx, eax
        add dx, 4
        movzx eax, bl
        out dx, eax
.wait:  in eax, dx
        test al, 1
        jnz .wait
        mov ah, OK
        test al, 4
        jz .done
        mov ah, NOT_FOUND
.done:  ret

ata_sector:                             ; sector EAX of disk SI to or from EDI; CF if it failed
        push eax
        push ecx
        mov ecx, eax
        mov dx, ATA + 2
        mov al, 1
        out dx, al
        inc dx
        mov al, cl
        out dx, al
        inc dx
        shr ecx, 8
        mov al, cl
        out dx, al
        inc dx
        shr ecx, 8
        mov al, cl
        out dx, al
        inc dx
        mov ax, si
        shl al, 4
        or al, 0xE0
        or al, ch
        out dx, al
        inc dx
        mov ebx, edi                    ; ES:DI or DS:SI = the address, offset below 16
        shr ebx, 4
        mov es, bx
        mov bl, [bp + Caller.ax + 1]
        and bl, 1                       ; 02h and 42h read, 03h and 43h write
        mov al, 0x20
        jz .command
        mov al, 0x30
.command:
        out dx, al
        call ata_wait
        jc .done
        mov dx, ATA
        mov cx, 256
        push si
        push edi
        and di, 15
        test bl, bl
        jnz .write
        rep insw
        jmp .moved
.write: mov si, di
        es rep outsw
.moved: pop edi
        pop si
        test bl, bl
        jz .good
        call ata_flushed
        jmp .done
.good:  clc
.done:  pop ecx
        pop eax
        ret

ata_wait:                               ; until the drive has or wants data; CF if it has an error
        mov dx, ATA + 7
        in al, dx
        test al, 0x80
        jnz ata_wait
        test al, 0x21
        jnz .error
        test al, 0x08
        jz ata_wait
        clc
        ret
.error: stc
        ret

ata_flushed:                            ; until the drive has taken the data
        mov dx, ATA + 7
        in al, dx
        test al, 0x80
        jnz ata_flushed
        test al, 0x21
        jz .good
        stc
.good:  ret

disk_geometry:
        call geometry
        dec cx                          ; the last cylinder, its high bits above the sectors
        shl ch, 6
        or ch, bl
        xchg cl, ch
        mov [bp + Caller.cx], cx
        mov [bp + Caller.dx + 1], bh
        test dl, dl
        js .hard
        call floppy_type
        mov [bp + Caller.bx], al
        mov al, 0x10
        call read_cmos
        mov bl, 1
        test al, 0x0F
        jz .count
        inc bx
.count: mov [bp + Caller.dx], bl
        mov word [bp + Caller.es], ROM
        mov word [bp + Caller.di], diskette_parameters
        mov ah, OK
        ret
.hard:  mov ax, BDA
        mov ds, ax
        mov al, [HARD_DISKS]
        mov [bp + Caller.dx], al
        mov ah, OK
        ret

diskette_parameters:
        db 0xAF, 0x02, 0x25, 2, 18, 0x1B, 0xFF, 0x6C, 0xF6, 0x0F, 0x08

disk_type:                              ; in AH, which is no status here
        mov byte [bp + Caller.ax + 1], 1
        test dl, dl
        jns .set
        mov byte [bp + Caller.ax + 1], 3
        mov ax, EBDA
        mov ds, ax
        shl si, 2
        mov eax, [si + DISK_SECTORS]
        mov [bp + Caller.dx], ax
        shr eax, 16
        mov [bp + Caller.cx], ax
.set:   add sp, 2                       ; not back to where AH is stored
        and byte [bp + Caller.flags], ~1
        RESTORE

disk_extensions:
        cmp word [bp + Caller.bx], 0x55AA
        jne .no
        mov word [bp + Caller.bx], 0xAA55
        mov word [bp + Caller.cx], 1    ; packet access
        add sp, 2
        mov byte [bp + Caller.ax + 1], 0x21
        and byte [bp + Caller.flags], ~1
        RESTORE
.no:    mov ah, BAD_COMMAND
        ret

disk_parameters:                        ; DS:SI: a result of 26 bytes
        call geometry
        push ds
        pop es                          ; the EBDA
        mov ds, [bp + Caller.ds]
        mov di, si
        shl di, 2
        mov eax, [es:di + DISK_SECTORS]
        mov si, [bp + Caller.si]
        mov word [si], 26
        mov word [si + 2], 2            ; geometry is valid
        movzx ecx, cx
        mov [si + 4], ecx
        movzx ecx, bh
        inc cx
        mov [si + 8], ecx
        movzx ecx, bl
        mov [si + 12], ecx
        mov [si + 16], eax
        mov dword [si + 20], 0
        mov word [si + 24], 512
        mov ah, OK
        ret

; ---- INT 14h: COM1 -------------------------------------------------------------------------------

serial:
        SAVE
        mov dx, COM1
        cmp ah, 1
        jne .receive
        out dx, al
.status:
        add dx, 5
        in al, dx
        mov [bp + Caller.ax + 1], al
        jmp .done
.receive:
        cmp ah, 2
        jne .other
        add dx, 5
.wait:  in al, dx
        test al, 1
        jz .wait
        mov dx, COM1
        in al, dx
        mov [bp + Caller.ax], al
        mov byte [bp + Caller.ax + 1], 0
        jmp .done
.other: cmp ah, 3
        jbe .status
.done:  RESTORE

; ---- INT 15h: the system -------------------------------------------------------------------------

system:
        SAVE
        and byte [bp + Caller.flags], ~1
        cmp ah, 0x24
        je .a20
        cmp ah, 0x86
        je .wait
        cmp ah, 0x87
        je .move
        cmp ah, 0x88
        je .extended
        cmp ax, 0xE801
        je .e801
        cmp ax, 0xE820
        je .e820
.unknown:
        mov byte [bp + Caller.ax + 1], 0x86
.error: or byte [bp + Caller.flags], 1
        RESTORE

.a20:   mov byte [bp + Caller.ax + 1], 0
        cmp al, 1
        jbe .done                       ; the gate is open, and stays open
        cmp al, 2
        je .a20_status
        cmp al, 3
        jne .unknown
        mov word [bp + Caller.bx], 3    ; through the keyboard controller and port 92h
        RESTORE
.a20_status:
        mov byte [bp + Caller.ax], 1
        RESTORE

.wait:  mov ax, cx                      ; CX:DX microseconds, by memory refresh: 15 each
        shl eax, 16
        mov ax, dx
        xor edx, edx
        mov ecx, 15
        div ecx
        inc eax
        mov ecx, eax
        in al, SYSTEM_CONTROL
        mov ah, al
.toggle:
        in al, SYSTEM_CONTROL
        xor al, ah
        test al, 0x10
        jz .toggle
        xor ah, 0x10
        dec ecx
        jnz .toggle
.done:  RESTORE

.move:  call move_block
        mov byte [bp + Caller.ax + 1], 0
        RESTORE

.extended:                              ; KiB above 1 MiB, up to 63 MiB
        call high_memory
        shr eax, 10
        cmp eax, 0xFC00
        jb .small
        mov ax, 0xFC00
.small: mov [bp + Caller.ax], ax
        RESTORE

.e801:  call high_memory
        mov ebx, eax
        mov ecx, 0x3C00                 ; KiB up to 16 MiB, then 64 KiB blocks
        shr eax, 10
        cmp eax, ecx
        jae .large
        mov cx, ax
.large: mov [bp + Caller.ax], cx
        mov [bp + Caller.cx], cx
        sub ebx, 0xF00000
        jnb .above
        xor ebx, ebx
.above: shr ebx, 16
        mov [bp + Caller.bx], bx
        mov [bp + Caller.dx], bx
        RESTORE

.e820:  cmp dword [bp + Caller.dx], 0x534D4150
        jne .unknown
        cmp dword [bp + Caller.cx], 20
        jb .unknown
        mov ebx, [bp + Caller.bx]
        mov di, [bp + Caller.di]
        call above_4g
        cmp edx, 1
        mov ecx, 5
        sbb ecx, 0                      ; ranges: the fifth only where it is not empty
        cmp ebx, ecx
        jae .unknown
        push cx
        cmp bx, 4
        je .above_4g
        mov si, bx
        imul si, si, 12
        add si, ranges
        cs lodsd
        mov [es:di], eax
        mov dword [es:di + 4], 0
        cs lodsd
        mov ecx, eax
        inc eax
        jnz .known
        call high_memory
        mov ecx, eax
.known: mov [es:di + 8], ecx
        mov dword [es:di + 12], 0
        cs lodsd
        mov [es:di + 16], eax
.next:  pop cx
        inc bx
        cmp bx, cx
        jb .more
        xor ebx, ebx
.more:  mov [bp + Caller.bx], ebx
        mov dword [bp + Caller.ax], 0x534D4150
        mov dword [bp + Caller.cx], 20
        RESTORE

.above_4g:
        mov dword [es:di], 0
        mov dword [es:di + 4], 1
        mov [es:di + 10], edx           ; times 64 KiB
        mov word [es:di + 8], 0
        mov word [es:di + 14], 0
        mov dword [es:di + 16], 1
        jmp .next

ranges: dd 0, 0x9FC00, 1                ; base, length, type: usable
        dd 0x9FC00, 0x400, 2            ; reserved
        dd 0xE0000, 0x20000, 2
        dd 0x100000, -1, 1              ; as long as there is memory below 4 GiB

above_4g:                               ; EDX = 64 KiB blocks from 4 GiB on, as the set-up wrote them
        xor edx, edx
        mov al, 0x5D
.byte:  push ax
        call read_cmos
        shl edx, 8
        mov dl, al
        pop ax
        dec al
        cmp al, 0x5B
        jae .byte
        ret

high_memory:                            ; EAX = bytes from 1 MiB up to 4 GiB, likewise
        push ebx
        mov al, 0x35
        call read_cmos
        mov bh, al
        mov al, 0x34
        call read_cmos
        mov bl, al
        test bx, bx
        jz .below_16
        movzx eax, bx
        shl eax, 16
        add eax, 0xF00000
        pop ebx
        ret
.below_16:
        mov al, 0x31
        call read_cmos
        mov bh, al
        mov al, 0x30
        call read_cmos
        mov bl, al
        movzx eax, bx
        shl eax, 10
        pop ebx
        ret

move_block:                             ; 87h: CX words, descriptors at ES:SI
        movzx ecx, word [bp + Caller.cx]
        mov es, [bp + Caller.es]
        mov si, [bp + Caller.si]
        mov eax, [es:si + 0x12]
        and eax, 0xFFFFFF
        mov bl, [es:si + 0x17]
        mov edi, eax
        movzx eax, bl
        shl eax, 24
        or edi, eax                     ; source
        mov eax, [es:si + 0x1A]
        and eax, 0xFFFFFF
        mov bl, [es:si + 0x1F]
        mov esi, eax
        movzx eax, bl
        shl eax, 24
        or esi, eax                     ; destination
        xchg esi, edi
        cli                             ; segments of 4 GiB, and back to real mode with them
        lgdt [cs:flat_table]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov bx, 8
        mov ds, bx
        mov es, bx
        and al, ~1
        mov cr0, eax
        a32 rep movsw
        ret

flat_table:
        dw 15
        dd ROM * 16 + flat
        align 8
flat:   dq 0, 0x00CF92000000FFFF

; ---- INT 16h: the keyboard -----------------------------------------------------------------------

keys:
        SAVE
        mov bx, BDA
        mov ds, bx
        and ah, ~0x10
        cmp ah, 0
        je .read
        cmp ah, 1
        je .peek
        cmp ah, 2
        je .flags
        cmp ah, 5
        je .put
        RESTORE

.read:  sti
        mov bx, [KEYS_HEAD]
        cmp bx, [KEYS_TAIL]
        jne .take
        hlt
        jmp .read
.take:  mov ax, [bx]
        mov [bp + Caller.ax], ax
        add bx, 2
        cmp bx, [KEYS_LAST]
        jb .head
        mov bx, [KEYS_FIRST]
.head:  mov [KEYS_HEAD], bx
        RESTORE

.peek:  and byte [bp + Caller.flags], ~0x40
        mov bx, [KEYS_HEAD]
        mov ax, [bx]
        cmp bx, [KEYS_TAIL]
        jne .there
        or byte [bp + Caller.flags], 0x40
        RESTORE
.there: mov [bp + Caller.ax], ax
        RESTORE

.flags: mov al, [SHIFT_FLAGS]
        mov [bp + Caller.ax], al
        RESTORE

.put:   mov ax, cx
        call put_key
        mov byte [bp + Caller.ax], 0
        jnc .stored
        inc byte [bp + Caller.ax]
.stored:
        RESTORE

; ---- INT 1Ah: time -------------------------------------------------------------------------------

clock:
        SAVE
        mov bx, BDA
        mov ds, bx
        and byte [bp + Caller.flags], ~1
        cmp ah, 0
        je .ticks
        cmp ah, 1
        je .set_ticks
        cmp ah, 2
        je .time
        cmp ah, 4
        je .date
        or byte [bp + Caller.flags], 1
        RESTORE

.ticks: mov eax, [TICKS]
        mov [bp + Caller.dx], ax
        shr eax, 16
        mov [bp + Caller.cx], ax
        xor al, al
        xchg al, [TICKS_OVERFLOW]
        mov [bp + Caller.ax], al
        RESTORE

.set_ticks:
        mov [TICKS], dx
        mov [TICKS + 2], cx
        RESTORE

.time:  mov al, 4
        call read_cmos
        mov [bp + Caller.cx + 1], al
        mov al, 2
        call read_cmos
        mov [bp + Caller.cx], al
        mov al, 0
        call read_cmos
        mov [bp + Caller.dx + 1], al
        mov byte [bp + Caller.dx], 0
        RESTORE

.date:  mov al, 0x32
        call read_cmos
        mov [bp + Caller.cx + 1], al
        mov al, 9
        call read_cmos
        mov [bp + Caller.cx], al
        mov al, 8
        call read_cmos
        mov [bp + Caller.dx + 1], al
        mov al, 7
        call read_cmos
        mov [bp + Caller.dx], al
        RESTORE

; ---- where the processor begins ------------------------------------------------------------------

        times 0xFFF0 - 0xE000 - ($ - $$) db 0xFF
reset:  jmp ROM:start
        db "01/01/26"                   ; the BIOS's date
        times 0x10000 - 0xE000 - 1 - ($ - $$) db 0
        db 0xFC                         ; a PC AT
