; memory.asm: the sieve of Eratosthenes over 64 KiB, again and again, with calls, under paging.

bits 32
org 0x100000

SIEVE   equ 0x200000
LIMIT   equ 0x10000

start:
        call    clear
        call    strike
        jmp     start

clear:
        mov     edi, SIEVE
        mov     ecx, LIMIT / 4
.next:  mov     dword [edi], 0
        add     edi, 4
        dec     ecx
        jnz     .next
        ret

strike:
        mov     ebx, 2
.prime: cmp     byte [SIEVE + ebx], 0
        jne     .composite
        push    ebx
        call    multiples
        pop     ebx
.composite:
        inc     ebx
        cmp     ebx, 256
        jb      .prime
        ret

multiples:                              ; strikes out the multiples of EBX
        mov     edx, ebx
        add     edx, ebx
.next:  mov     byte [SIEVE + edx], 1
        add     edx, ebx
        cmp     edx, LIMIT
        jb      .next
        ret
