; Far branches: pointers in the instruction and in memory.
        bits 16
here:   jmp 8:16
        jmp word 8:16
        jmp 8:here
        call 0x10:0x20
        jmp dword 8:0x12345678
        call word 8:0x1234
        jmp far [bx]
        call far [bx + si]
        jmp dword far [bx]
        bits 32
there:  jmp 8:there
        jmp word 8:0x1234
        call 8:here
        jmp far [eax]
        call far [there]
        bits 64
        jmp far [rax]
        jmp qword far [rax]
        call dword far [rel here]
