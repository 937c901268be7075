; A Multiboot 2 kernel that prints its command line, its module and its module's words, and checks
; the memory map and that it is told where ACPI is. It ends with 5 at the debug-exit port.

        bits 32
        org 0x100000

header: dd 0xE85250D6, 0, header_end - header, -(0xE85250D6 + header_end - header)
        dw 2, 0                         ; address tag
        dd 24, header, header, 0, end
        dw 3, 0                         ; entry tag
        dd 12, start, 0
        dw 0, 0
        dd 8
header_end:

start:  cmp eax, 0x36D76289
        jne fail
        mov esp, end
        lea ebp, [ebx + 8]
        xor edi, edi                    ; tags seen
.tag:   mov eax, [ebp]
        test eax, eax
        jz .done
        cmp eax, 31
        ja .next
        bts edi, eax
        lea esi, [ebp + 8]
        cmp eax, 1
        je .print
        cmp eax, 3
        je .module
        cmp eax, 6
        je .map
        jmp .next
.module:
        mov esi, [ebp + 8]
        call print
        lea esi, [ebp + 16]
.print: call print
        jmp .next
.map:   mov ecx, [ebp + 4]              ; the last entry is the memory above 1 MiB
        cmp dword [ebp + ecx - 16], 0x3F00000
        jne fail
.next:  mov eax, [ebp + 4]
        add eax, 7
        and eax, -8
        add ebp, eax
        jmp .tag
.done:  cmp edi, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 15
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

        times 256 db 0
end:
