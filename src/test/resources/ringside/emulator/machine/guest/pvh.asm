; An ELF file with a PVH entry, written by hand. It prints its command line and its module, and
; checks the rest of what it is told. It ends with 5 at the debug-exit port.

        bits 32
        org 0x100000

file:   db 0x7F, "ELF", 1, 1, 1, 0
        times 8 db 0
        dw 2, 3                         ; executable, 80386
        dd 1, start, headers - file, 0, 0
        dw 52, 32, 2, 0, 0, 0
headers:
        dd 1, 0, file, file, end - file, end - file, 7, 4096
        dd 4, note - file, note, note, note_end - note, note_end - note, 4, 4
note:   dd 4, 4, 18
        db "Xen", 0
        dd start
note_end:

start:  mov esp, end
        cmp dword [ebx], 0x336EC578
        jne fail
        cmp dword [ebx + 12], 1         ; modules
        jne fail
        mov esi, [ebx + 24]             ; command line
        call print
        mov edi, [ebx + 16]
        mov esi, [edi]
        call print
        mov esi, [ebx + 32]             ; ACPI's root pointer
        cmp dword [esi], 'RSD '
        jne fail
        mov esi, [ebx + 40]             ; memory map: four ranges
        cmp dword [ebx + 48], 4
        jne fail
        cmp dword [esi + 3 * 24 + 8], 0x3F00000
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
