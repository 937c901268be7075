; Characters, numbers, directives.
        db 'abc                     ;! unterminated-string@12+53
        db 12z                      ;! bad-number@12+3
        dd 0x11112222333344445      ;! number-too-long@12+19 number-cut@12+19
        db 1.5                      ;! bad-float@12+3
        mov ax, 1.5                 ;! float-misplaced@17+3
        dt 5                        ;! integer-too-wide@12+1
        dw                          ;! data-empty@11+0
        db 1 +                      ;! expression-missing@15+0
        db 1 2                      ;! unexpected@14+1
        db (1                       ;! expected@14+0
        db )                        ;! expression-expected@12+1
        [bitz 64]                   ;! unknown-directive@10+4
        default rol                 ;! default-value@17+3
        common x 4                  ;! not-supported@9+6
        times 3 bits 16             ;! times-misplaced@15+1
        resb -1                     ;! negative-count@14+2
        incbin "nothing.bin"        ;! file-missing@16+13
        incbin "../secret.bin"      ;! file-refused@16+15
        incbin "/etc/passwd"        ;! file-refused@16+13
        incbin nothing              ;! string-expected@16+7
        section 5                   ;! name-expected@17+1
        align 8, 5                  ;! instruction-expected@18+1
        struc                       ;! name-expected@14+0
