; A multiboot kernel that prints its command line, and its module's words and content.
        bits    32
        dd      0x1BADB002, 0x10000, -(0x1BADB002 + 0x10000)
        dd      AT_KERNEL, AT_KERNEL, 0, end, start

start:  mov     esp, end
        mov     esi, [ebx + 16]
        call    print
        call    slash
        mov     ebx, [ebx + 24]
        mov     esi, [ebx + 8]
        call    print
        call    slash
        mov     esi, [ebx]
        call    print
        cli
        hlt

slash:  mov     al, '/'
        mov     dx, 0x3F8
        out     dx, al
        ret

print:  mov     dx, 0x3F8
.next:  lodsb
        test    al, al
        jz      .done
        out     dx, al
        jmp     .next
.done:  ret

        times   256 db 0
end:
