; application.asm: a program in DomU that writes to its disk and reads it back.

bits 32
org AT_APPLICATION

SECTOR  equ 7

start:
%ifdef TOGETHER
        mov     eax, 3                  ; write and read, in one system call
        mov     ebx, SECTOR
        mov     ecx, AT_OUT_PAGE
        mov     edx, AT_IN_PAGE
        int     0x80
%else
        mov     eax, 1                  ; write a sector
        mov     ebx, SECTOR
        mov     ecx, AT_OUT_PAGE
        int     0x80
written:
        mov     eax, 2                  ; and read it back, into another page
        mov     ebx, SECTOR
        mov     ecx, AT_IN_PAGE
ask_for_sector:
        int     0x80
%endif
sector_is_here:
        test    eax, eax
        mov     ecx, AT_IN_PAGE
        mov     edx, 5
        jns     show
        mov     ecx, sorry
show:
        mov     eax, 4
        int     0x80
        mov     eax, 5
        int     0x80

sorry:  db "none", 10
