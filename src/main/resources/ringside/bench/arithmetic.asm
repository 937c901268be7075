; arithmetic.asm: a loop of register instructions, nothing else. How fast is plain code?

bits 32
org 0x100000

start:
        mov     ebx, 0x12345678
        mov     esi, 3
again:
        add     eax, ebx
        xor     edx, eax
        rol     edx, 5
        lea     edi, [eax + edx * 2 + 7]
        sub     ebx, edi
        imul    edx, ebx, 37
        and     edi, 0xFFFF
        or      eax, edi
        cmp     eax, ebx
        adc     ebx, esi
        dec     ecx
        jmp     again
