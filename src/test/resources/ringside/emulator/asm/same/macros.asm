; Multi-line macros: defaults, ranges, greedy parameters, local labels, rotation.
        bits 32
%macro  store 2
        mov     dword [%1], %2
%endmacro
%macro  with_default 1-3 11, 22
        db %0, %1, %2, %3
%endmacro
%macro  greedy 1+
        db %1
%endmacro
%macro  greedy_second 2+.nolist
%1:     db %2
%endmacro
%macro  each 1-*
%rep %0
        dw %1
%rotate 1
%endrep
%endmacro
%macro  backwards 1-*
%rep %0
%rotate -1
        db %1
%endrep
%endmacro
%macro  wait_loop 1
        mov     ecx, %1
%%again:
        dec     ecx
        jnz     %%again
        jz      %%done
        nop
%%done:
%endmacro
%macro  range 3-*
        db %{2:3}, %{-1:-2}
%endmacro
%macro  unless 2
        j%-1    %2
        j%+1    %2
%endmacro
%macro  labelled 0
%00:    db 0xaa
        dd %00
%endmacro
%macro  nested 1
%macro  made_%1 1
        db %1, %%1
%endmacro
%endmacro
%imacro shout 0
        db '%?', '%??'
%endmacro
%macro  concat 2
name_%1_%{2}x: db %1%2, %{1}0
%endmacro
%macro  nop 0
        db 0x66
        nop
%endmacro
start:
        store   start, 5
        store   ebx + 4, start
        with_default 1
        with_default 1, 2
        with_default 1, 2, 3
        greedy 1, 2, 'three', 4
        greedy_second there, 4, 5, 6
        each 1, 2, start, 4
        backwards 1, 2, 3
        wait_loop 10
        wait_loop 20
        range 1, 2, 3, 4
        unless e, start
        unless nc, start
mark:   labelled
mark2   labelled
        shout
        SHOUT
        concat 1, 2
        nop
lab:    wait_loop 3
        with_default {1, 2}, 3
%unmacro nop 0
        nop
%macro  two_ways 1
        db 1
%endmacro
%macro  two_ways 2
        db 2
%endmacro
        two_ways 0
        two_ways 0, 0
%macro  stops 1
        db 1
%if %1
%exitmacro
%endif
        db 2
%endmacro
        stops 0
        stops 1
