; Jump sizes settle: shortest encodings everywhere, near ones where needed.
        bits 16
a:      jmp b
        jz c
        call b
        jmp short b
        jmp near b
        times 100 nop
b:      jmp a
        jz a
        jnz far_off
        jmp far_off
        times 60 jmp far_off
        times 3 jmp $
c:      loop c
        jcxz c
        jecxz c
        loope c
        jmp 0x1234
        jz 0x1234
        call 0x1234
        times 120 nop
far_off:
        jmp c
        jc far_off
        jmp $ + 2
        jmp [bx]
        call [bx]
        jmp ax
        call bx
        bits 32
d:      jmp d
        jmp near d
        jz e
        jmp e
        times 126 nop
e:      jmp d
        jnz d
        jecxz e
        jcxz e
        loop e
        jmp 0x100000
        call 0x100000
        jmp eax
        jmp [eax]
        jmp ax
        bits 64
f:      jmp f
        jz g
        jmp g
        call f
        times 127 nop
g:      jmp f
        jrcxz g
        jecxz g
        jmp rax
        jmp [rax]
        call [rel f]
        jmp [f]
        call rax
        jmp $
; a chain in which each jump's size hangs on the next one
%assign i 0
%assign next 20
%rep 40
l%[i]:  jmp l%[next]
        nop
%assign i i + 1
%assign next next + 1
%endrep
%rep 20
l%[i]:
%assign i i + 1
%endrep
