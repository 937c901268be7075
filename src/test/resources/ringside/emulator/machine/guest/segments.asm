; segments.asm: loads of segment registers, limits and rights (SDM, "Protection").
%include "harness32.inc"

%define BYTES16         0x30            ; data, 16 bytes at target
%define READ_ONLY       0x38            ; data, read-only
%define EXPAND_DOWN     0x40            ; data, expand-down: valid above 0FFF, 32-bit
%define EXPAND_DOWN16   0x48            ; the same up to FFFF only
%define EXECUTE_ONLY    0x50            ; code that may not be read
%define CONFORMING      0x58            ; conforming code, DPL 0
%define ABSENT          0x60            ; data, not present
%define ABSENT_CODE     0x68
%define DATA_DPL3       0x70
%define LDT_SEL         0x78            ; not code or data
%define UNUSED          0x80            ; all zero
%define STACK16         0x88            ; stack of 16 bytes for CPL 3

target  equ 0x142000

own_descriptors:
        descriptor target, 15, 0x93, 0x4
        descriptor target, 15, 0x91, 0x4
        descriptor 0, 0xFFF, 0x97, 0x4
        descriptor 0, 0xFFF, 0x97, 0x0
        descriptor 0, 0xFFFFF, 0x99, 0xC
        descriptor 0, 0xFFFFF, 0x9F, 0xC
        descriptor 0, 0xFFFFF, 0x13, 0xC
        descriptor 0, 0xFFFFF, 0x1B, 0xC
        descriptor 0, 0xFFFFF, 0xF3, 0xC
        descriptor NUMBER(local), 7, 0x82, 0x0
        dq      0
        descriptor target, 15, 0xF3, 0x4
.end:
local:  descriptor target, 15, 0xF3, 0x4

tests:
        mov     esi, own_descriptors
        mov     edi, gdt.spare
        mov     ecx, own_descriptors.end - own_descriptors
        cld
        rep movsb

        ; Which selectors a data segment register takes.
        mov     ebx, 0
        completes mov es, ebx
        faults  GP, 0, mov al, [es:target]
        mov     ebx, 3
        completes mov es, ebx
        mov     ebx, 0xFFF8
        faults  GP, 0xFFF8, mov es, ebx
        mov     ebx, 0x1000 | 4 | 3             ; there is no LDT yet
        faults  GP, 0x1004, mov es, ebx
        mov     ebx, EXECUTE_ONLY
        faults  GP, EXECUTE_ONLY, mov es, ebx
        mov     ebx, EXECUTE_ONLY | 3
        faults  GP, EXECUTE_ONLY, mov es, ebx
        mov     ebx, LDT_SEL
        faults  GP, LDT_SEL, mov es, ebx
        mov     ebx, UNUSED
        faults  GP, UNUSED, mov es, ebx
        mov     ebx, ABSENT
        faults  NP, ABSENT, mov es, ebx
        mov     ebx, DATA0 | 3                  ; RPL 3 above DPL 0
        faults  GP, DATA0, mov es, ebx
        mov     ebx, CONFORMING | 3             ; conforming code: any privilege
        completes mov es, ebx
        mov     ebx, DATA_DPL3
        completes mov es, ebx
        mov     ebx, READ_ONLY
        completes mov es, ebx

        ; And SS.
        mov     ebx, 0
        faults  GP, 0, mov ss, ebx
        mov     ebx, READ_ONLY
        faults  GP, READ_ONLY, mov ss, ebx
        mov     ebx, DATA_DPL3
        faults  GP, DATA_DPL3, mov ss, ebx
        mov     ebx, DATA0 | 3
        faults  GP, DATA0, mov ss, ebx
        mov     ebx, CODE0
        faults  GP, CODE0, mov ss, ebx
        mov     ebx, ABSENT
        faults  SS_FAULT, ABSENT, mov ss, ebx
        mov     ebx, 0
        push    ebx
        faults  GP, 0, pop ss                   ; rSP is back where it was
        expect  [esp], ebx
        pop     ebx
        mov     ebx, CODE0
        faults  UD, 0, db 0x8E, 0xCB            ; mov cs, ebx
        faults  UD, 0, db 0x8E, 0xF3            ; mov to segment register 6

        ; Limits.
        mov     ebx, BYTES16
        mov     es, ebx
        completes mov al, [es:15]
        faults  GP, 0, mov al, [es:16]
        completes mov eax, [es:12]
        faults  GP, 0, mov eax, [es:13]
        faults  GP, 0, mov [es:13], eax
        faults  GP, 0, mov al, [es:-1]
        completes mov ax, [es:14]
        faults  GP, 0, mov ax, [es:15]
        faults  GP, 0, add dword [es:13], 1
        mov     byte [target + 3], 0x5A
        mov     al, [es:3]
        expect  al, 0x5A
        mov     ebx, READ_ONLY
        mov     es, ebx
        completes mov al, [es:0]
        faults  GP, 0, mov [es:0], al
        faults  GP, 0, inc byte [es:0]
        completes cmp byte [es:0], 1
        mov     ebx, EXPAND_DOWN
        mov     es, ebx
        faults  GP, 0, mov al, [es:0xFFF]
        completes mov al, [es:0x1000]
        faults  GP, 0, mov eax, [es:0xFFF]
        completes mov al, [es:target]
        mov     ebx, EXPAND_DOWN16
        mov     es, ebx
        completes mov al, [es:0xFFFF]
        faults  GP, 0, mov al, [es:0x10000]
        faults  GP, 0, mov ax, [es:0xFFFF]
        mov     ebx, CONFORMING
        mov     es, ebx
        completes mov al, [es:target]           ; readable code
        faults  GP, 0, mov [es:target], al
        faults  GP, 0, mov [cs:target], al
        completes mov al, [cs:target]

        ; The stack segment raises #SS, whatever its part in the instruction.
        user_program over_the_top, SS_FAULT, 0, over_the_top.push
        user_program below_the_limit, SS_FAULT, 0, below_the_limit.read
        user_program prefixed, SS_FAULT, 0, prefixed.read
        user_program within, USER_DONE, 0, 0

        ; What CPL 3 may load.
        mov     ebx, DATA0
        user_faults GP, DATA0, mov es, ebx
        mov     ebx, DATA3
        user_completes mov es, ebx
        mov     ebx, DATA_DPL3                  ; RPL 0: CPL counts
        user_completes mov es, ebx
        mov     ebx, CONFORMING
        user_completes mov es, ebx
        mov     ebx, DATA_DPL3                  ; for SS, RPL must be CPL
        user_faults GP, DATA_DPL3, mov ss, ebx
        ret

; A stack of 16 bytes for CPL 3.
over_the_top:
        mov     eax, STACK16 | 3
        mov     ss, eax
        mov     esp, 2
.push:  push    eax
        int     USER_DONE
below_the_limit:
        mov     eax, STACK16 | 3
        mov     ss, eax
        mov     ebp, 14
.read:  mov     eax, [ebp]
        int     USER_DONE
prefixed:
        mov     eax, STACK16 | 3
        mov     ss, eax
.read:  mov     al, [ss:16]
        int     USER_DONE
within:
        mov     eax, STACK16 | 3
        mov     ss, eax
        mov     esp, 16
        push    eax
        mov     ebp, 12
        mov     eax, [ebp]
        int     USER_DONE
