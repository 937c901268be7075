; Sections that cannot be placed.
        org 0x100
        org 0x200                   ;! origin-twice@13+5
        section a start=0x90        ;! section-before-origin@19+10
        db 1
        section b start=0x200 align=0x400 ;! section-start-unaligned@31+11
        times 16 db 1
        section c start=0x208       ;! sections-overlap@19+11
        db 1
        section d aling=4           ;! section-attribute@19+5
        section e align=3           ;! not-a-power-of-two@19+7
        section f follows=nowhere   ;! section-unknown@19+15
        section .bss progbits       ;! section-type@22+8
        section .bss
        db 1                        ;! bytes-in-nobits@9+4
        section c start=0x300       ;! section-moved@19+11
        section g start=1 follows=c ;! section-before-origin@27+9 section-start-and-follows@27+9
        absolute 0
        db 1                        ;! bytes-in-absolute@9+4
        istruc nothing              ;! unclosed-directive@16+7
        endstruc                    ;! unopened-directive@9+8
