; What goes wrong with registers, sizes and modes.
; Every expected diagnostic is noted as code@column+length behind its line.
        bits 64
        mov eax, rbx                ;! size-mismatch@13+8
        mov [rax], 5                ;! size-unspecified@13+5
        inc [rbx]                   ;! size-unspecified@13+5
        mov al, 300                 ;! number-cut@17+3
        mov spl, ah                 ;! high-byte-with-rex@18+2
        mov [eax + rbx], ecx        ;! bad-address@13+11
        mov rax, [rbx + rcx * 3]    ;! bad-address@18+15
        add eax                     ;! operand-count@9+7
        lea eax, ebx                ;! operand-mismatch@18+3
        mov 5, eax                  ;! operand-mismatch@13+1
        aaa                         ;! not-in-mode@9+3
        mov eax, [es:rbx            ;! expected@25+0
        mov eax, es:[rbx]           ;! segment-outside-brackets@18+3
        mov eax, dword              ;! operand-missing@23+0
        mov eax, [rbx + rcx ^ 2]    ;! address-form@19+13
        bits 32
        mov eax, rax                ;! not-in-mode@18+3
        mov eax, [r8]               ;! not-in-mode@19+2
        loop near_far               ;! branch-too-far@14+8
        jmp short near_far          ;! branch-too-far@13+14
        lock nop                    ;! lock-faults@9+8
        mov eax, byte ebx           ;! register-size-ignored@18+8
        times 200 nop
near_far:
        bits 20                     ;! bits-value@14+2
        lock                        ;! prefix-alone@9+4
