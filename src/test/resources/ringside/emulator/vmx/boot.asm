; A boot sector for a floppy that brings the program behind it to 100000 and into 64-bit mode, as
; machines without presets need it: nasm -DPROGRAM='"exits.bin"' -o exits.img boot.asm
        bits 16
        org 0x7C00
SECTORS equ 126

        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        mov     ax, 0x1000
        mov     es, ax
        mov     si, 1                   ; logical block
.read:  mov     ax, si
        mov     cl, 36
        div     cl
        mov     ch, al                  ; cylinder
        movzx   ax, ah
        mov     cl, 18
        div     cl
        mov     dh, al                  ; head
        mov     cl, ah
        inc     cl                      ; sector
        mov     dl, 0
        xor     bx, bx
        mov     ax, 0x0201
        int     0x13
        jc      .read
        mov     ax, es
        add     ax, 0x20
        mov     es, ax
        inc     si
        cmp     si, SECTORS + 1
        jne     .read
        in      al, 0x92
        or      al, 2
        out     0x92, al
        mov     al, 0xFF                ; no interrupts
        out     0x21, al
        out     0xA1, al
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     0x18:protected

        bits 32
protected:
        mov     eax, 0x10
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     esi, 0x10000
        mov     edi, 0x100000
        mov     ecx, SECTORS * 512 / 4
        rep movsd
        mov     edi, 0x1000
        mov     ecx, 0x3000 / 4
        xor     eax, eax
        rep stosd
        mov     dword [0x1000], 0x2003
        mov     dword [0x2000], 0x3003
        mov     edi, 0x3000
        mov     eax, 0x83
.page:  mov     [edi], eax
        add     eax, 0x200000
        add     edi, 8
        cmp     edi, 0x4000
        jne     .page
        mov     eax, 0x1000
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 0x620              ; PAE, OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 0x100
        wrmsr
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        jmp     0x08:0x100000

        align   8
gdt:    dq      0, 0x00AF9B000000FFFF, 0x00CF93000000FFFF, 0x00CF9B000000FFFF
gdtr:   dw      31
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xAA55
        incbin  PROGRAM
        times   1474560 - ($ - $$) db 0
