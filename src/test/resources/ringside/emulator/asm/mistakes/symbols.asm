; Names: missing, misspelt, defined twice, used too early.
.local: nop                         ;! local-without-label@1+6
start:  mov ax, strat               ;! undefined-symbol@17+5
        jmp strt.lop                ;! undefined-symbol@13+8
.loop:  loop .lop                   ;! undefined-symbol@14+4
start:  nop                         ;! symbol-redefined@1+5
eax:    nop                         ;! reserved-label@1+3
limit   equ 5
limit   equ 6                       ;! symbol-redefined@1+5
        equ 7                       ;! equ-without-label@9+3
        times later db 0            ;! symbol-not-yet-defined@15+5
later   equ 3
        times 5 - later * 3 db 0    ;! negative-count@15+13
        mvo ax, bx                  ;! unknown-instruction@9+3
        push ax bx                  ;! unexpected@17+2
        htl                         ;! label-without-colon@9+3
label2  mvo ax, 1                   ;! unknown-instruction@9+3
        ) 5                         ;! instruction-expected@9+1
        dw start & 0xff             ;! address-in-arithmetic@12+5
        dw bx + 1                   ;! register-in-arithmetic@12+6
        dw 5 / (later - later)      ;! division-by-zero@16+15
        dw seg start                ;! seg-in-flat-image@12+9
        global nowhere              ;! undefined-symbol@16+7
        dw start + other            ;! not-relocatable@12+13
        dw 70000, -70000, 65535     ;! number-cut@12+5 number-cut@19+6
        section second
other:  db 0
