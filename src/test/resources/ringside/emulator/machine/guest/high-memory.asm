; A program in 64-bit mode on a machine with memory above 4 GiB, all of it mapped to itself: it
; stores there and loads again, runs code there and changes it, and finds nothing in the hole below.
; It ends with the number of what is wrong at the debug-exit port, 0 for nothing.

        bits 64
        org 0x100000

HOLE            equ 0xD0000000
ABOVE           equ 0x140000000         ; 5 GiB
ALIAS           equ 0x40000000          ; what 32 bits are left of it

start:
        mov rdi, ABOVE
        mov rcx, ALIAS
        mov rax, 0x1122334455667788
        mov [rdi], rax
        mov [rdi + 0xFFD], rax          ; across two pages
        mov bl, 1                       ; 1: what was stored is there
        cmp [rdi], rax
        jne fail
        cmp [rdi + 0xFFD], rax
        jne fail
        mov bl, 2                       ; 2: and nowhere else
        cmp qword [rcx], 0
        jne fail

        mov rdx, HOLE
        mov [rdx], rax
        mov bl, 3                       ; 3: nobody answers in the hole
        cmp qword [rdx], -1
        jne fail

        add rdi, 0x200000
        mov rdx, rdi
        mov rsi, code
        mov ecx, code_end - code
        rep movsb
        call rdx
        mov bl, 4                       ; 4: code up there runs
        cmp eax, 500000
        jne fail
        mov dword [rdx + 3], 7          ; where its loop begins
        call rdx
        mov bl, 5                       ; 5: and as it was changed
        cmp eax, 499993
        jne fail
        mov bl, 0
fail:   mov al, bl
        out 0xF4, al
        hlt

code:   xor eax, eax
        mov ecx, 0                      ; its operand is 3 bytes on
.next:  inc eax
        inc ecx
        cmp ecx, 500000
        jb .next
        ret
code_end:
