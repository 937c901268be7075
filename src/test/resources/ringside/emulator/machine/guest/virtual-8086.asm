; virtual-8086.asm: entering and leaving virtual-8086 mode, and what IOPL means there (SDM, "8086
; Emulation").
%include "harness32.inc"

%define VM      0x20000
%define IOPL3   0x3000
%define SEGMENT 0x2000                  ; the 8086 program's: it lies at 20000

inner_stack     equ KERNEL_STACK - 0x1000

; program8086 FLAGS, VECTOR, ERROR CODE, IP: the 8086 program at 2000:0 ends so, at IP.
%macro program8086 4
        mov     dword [resume], %%after
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
        push    dword 0x3333                    ; GS
        push    dword 0x2222                    ; FS
        push    dword 0x1111                    ; DS
        push    dword SEGMENT                   ; ES
        push    dword SEGMENT                   ; SS
        push    dword 0x1000                    ; ESP
        push    dword VM | 2 | (%1)
        push    dword SEGMENT
        push    dword 0
        iret
%%after:
        push    dword %%after
        push    dword %4
        push    dword %3
        push    dword %2
        call    compare
%endmacro

tests:
        ; What delivery pushes, and how segments arrive in the handler.
        mov     word [0x20000], 0x0B0F          ; ud2
        program8086 0, UD, 0, 0
        expect  dword [got_esp], inner_stack - 36
        expect  dword [inner_stack - 4], 0x3333
        expect  dword [inner_stack - 8], 0x2222
        expect  dword [inner_stack - 12], 0x1111
        expect  dword [inner_stack - 16], SEGMENT
        expect  dword [inner_stack - 20], SEGMENT
        expect  dword [inner_stack - 24], 0x1000
        expect  dword [inner_stack - 28], VM | 0x10002
        expect  dword [inner_stack - 32], SEGMENT
        mov     eax, fs
        expect  eax, 0
        mov     eax, gs
        expect  eax, 0
        expect  dword [flags_inside], 2

        ; Below IOPL 3 the instructions that touch the interrupt flag fault.
        mov     byte [0x20000], 0xFA            ; cli
        program8086 0, GP, 0, 0
        mov     byte [0x20000], 0xFB            ; sti
        program8086 0, GP, 0, 0
        mov     byte [0x20000], 0x9C            ; pushf
        program8086 0, GP, 0, 0
        mov     byte [0x20000], 0x9D            ; popf
        program8086 0, GP, 0, 0
        mov     byte [0x20000], 0xCF            ; iret
        program8086 0, GP, 0, 0
        mov     word [0x20000], 0x40CD          ; int 40
        program8086 0, GP, 0, 0
        mov     byte [0x20000], 0xF4            ; hlt, at CPL 3
        program8086 IOPL3, GP, 0, 0
        mov     byte [0x20000], 0xEC            ; in al, dx: the map counts, whatever IOPL is
        mov     word [tss + 102], 0x1000
        program8086 IOPL3, GP, 0, 0
        ; With IOPL 3 they work, and INT goes through the IDT.
        mov     dword [0x20000], 0x40CD9CFA     ; cli, pushf, int 40
        program8086 IOPL3 | 0x200, USER_DONE, 0, 0
        expect  word [0x20FFE], IOPL3 | 2       ; VM is not in the image
        expect  dword [got_flags], VM | IOPL3 | 2
        expect  dword [got_eip], 4
        mov     byte [idt + USER_DONE * 8 + 5], 0x8E
        program8086 IOPL3, GP, USER_DONE * 8 + 2, 2
        mov     byte [idt + USER_DONE * 8 + 5], 0xEE
        ; Segments are paragraphs, with limits of 64 KiB.
        mov     dword [0x20000], 0x0010A0       ; mov al, [0010]
        mov     word [0x20003], 0x40CD
        mov     byte [0x11120], 0x5A            ; DS = 1111
        program8086 IOPL3, USER_DONE, 0, 0
        expect  al, 0x5A
        mov     dword [0x20000], 0xFFFFA1       ; mov ax, [FFFF]
        program8086 IOPL3, GP, 0, 0
        ; Instructions about descriptors are not there.
        mov     dword [0x20000], 0xC0000F       ; sldt ax
        program8086 IOPL3, UD, 0, 0
        mov     dword [0x20000], 0xC0020F       ; lar ax, ax
        program8086 IOPL3, UD, 0, 0
        mov     word [0x20000], 0xC063          ; arpl ax, ax
        program8086 IOPL3, UD, 0, 0
        mov     dword [0x20000], 0xC0200F       ; mov eax, cr0
        program8086 IOPL3, GP, 0, 0

        ; CR4.VME: with IOPL below 3 and the redirection bit clear, INT n stays in the program.
        mov     eax, cr4
        or      eax, 1
        mov     cr4, eax
        mov     word [tss + 102], 136           ; the redirection map is the 32 bytes before
        mov     ecx, 32
.clear: mov     byte [tss + 103 + ecx], 0
        loop    .clear
        mov     dword [0x41 * 4], SEGMENT << 16 | 0x100
        mov     word [0x20000], 0x41CD          ; int 41
        mov     word [0x20100], 0x0B0F          ; ud2
        program8086 0x80000, UD, 0, 0x100       ; VIF is set
        expect  word [0x20FFE], 0x3202          ; pushed as IF, with IOPL 3
        expect  dword [got_flags], VM | 0x10002 ; and VIF is clear inside
        mov     word [0x20000], 0x0BFB          ; sti sets VIF
        mov     word [0x20001], 0x0B0F
        program8086 0, UD, 0, 1
        expect  dword [got_flags], VM | 0x90002
        program8086 0x100000, GP, 0, 0          ; with VIP pending it faults
        mov     byte [tss + 104 + 0x41 / 8], 2  ; redirection bit set: to the monitor
        mov     word [0x20000], 0x41CD
        program8086 0, GP, 0, 0
        mov     eax, cr4
        and     eax, ~1
        mov     cr4, eax
        ret
