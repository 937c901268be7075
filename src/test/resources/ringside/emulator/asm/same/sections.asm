; Sections of a flat image: order, alignment, virtual addresses.
        org 0x7c00
        section .text
start:  dw start, data_word, zero_word, extra, far_away, section.extra.start, section.extra.vstart
        section .data
data_word: dw data_word, $$, $ - $$
        section .bss
zero_word: resw 1
other:  resb 5
        section extra align=16 vstart=0x9000
extra:  dw extra, $$, start
        section .text
        dw other, 1
        section .data
        dw start
        section middle follows=.text align=8
        dw middle_label
middle_label:
        section high start=0x7d00 vstart=0x100000
        dd far_away
far_away:
        dw far_away - $$
        section loose vfollows=high valign=64
loose_label: dd loose_label
        section .text
        db 0xff
        [section tail align=4]
        dd $, section.high.start, section.high.vstart
        section nb nobits vstart=0x4000
nb1:    resb 4
        section .text
        dw nb1
        segment more
        db 1
        align 32
        db 2
