; user-doors.asm: a 32-bit application on a 64-bit kernel (compatibility mode).
;
; It tries both fast doors, one after the other, and keeps the answers. On an Intel
; processor one of them does not exist in this mode; on an AMD processor it is the
; other one. The bytes are the same.

bits 32
org AT_USER

start:
        mov     eax, 39                 ; getpid, through the first door
        syscall                         ; 0F 05
after_syscall:
        mov     ebx, eax                ; 7 if somebody answered, still 39 if not

        mov     eax, 39                 ; getpid, through the second door
        mov     ecx, esp                ; SYSENTER keeps nothing, so leave word
        mov     edx, after_sysenter
        sysenter                        ; 0F 34
after_sysenter:
        mov     esi, eax                ; 7 if somebody answered, still 39 if not

        mov     eax, 60                 ; exit, through the old gate:
        int     0x80                    ; slower, and open on every processor
