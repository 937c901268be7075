; A multiboot kernel that says what it was given: its command line, its modules, and how much
; memory it is told of. It ends with 5 at the debug-exit port.

        bits 32
        org 0x100000

header: dd 0x1BADB002, 0x10000, -(0x1BADB002 + 0x10000)
        dd header, header, 0, end, start

start:  cmp eax, 0x2BADB002
        jne fail
        mov esp, end
        mov ebp, ebx
        mov esi, [ebp + 16]             ; command line
        call print
        mov ecx, [ebp + 20]             ; modules
        mov ebx, [ebp + 24]
.module:
        jecxz .memory
        mov esi, [ebx + 8]
        call print
        mov esi, [ebx]                  ; its content
        call print
        add ebx, 16
        dec ecx
        jmp .module
.memory:
        mov ebx, [ebp + 48]             ; memory map: the last range is that above 1 MiB
        mov ecx, [ebp + 44]
        cmp dword [ebx + ecx - 4], 1
        jne fail
        mov eax, [ebx + ecx - 12]
        cmp eax, [size]
        jne fail
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

size:   dd 0x3F00000
        times 256 db 0
end:
