; Single-line macros, conditions, repetitions, strings, contexts.
%define one 1
%define two one + one
%define f(x) (x + 1)
%define g(x, y) f(x) * y
%define h f
%define no_args() 7
%define nest(x) f(x)
%define greedy(x, y+) db x, y
%idefine MiXed 9
%xdefine frozen two
%define one 5
%assign counter 0
%rep 5
%assign counter counter + 1
        db counter
%endrep
%rep 10
%assign counter counter - 1
%if counter == 2
%exitrep
%endif
        db counter
%endrep
        db one, two, f(2), g(3, 4), h(3)
        db no_args(), mixed, MIXED, frozen, nest(2)
        greedy(1, 2, 3)
%define word_a 0x1234
%define glue(a, b) a %+ b
%define indirect word_ %+ a
        dw glue(word, _a), indirect
%define n 3
%define item3 33
        db item%[n], %[n]4
%strlen length 'hello'
%strlen escapes `\x41\n`
%substr second 'hello' 2
%substr middle 'hello' 2, 3
%substr tail 'hello' 2, -1
%substr most 'hello' 2, -2
%strcat both 'one', "two", `\n`
%defstr text some words
%deftok tokens '1 + 2'
        db length, escapes, second, middle, tail, most, both, text, tokens
%ifdef one
        db 1
%else
        db 2
%endif
%ifndef one
        db 3
%elifdef two
        db 4
%else
        db 5
%endif
%ifidn a, a
        db 6
%endif
%ifidn  abc , ABC
        db 7
%elifidni abc, ABC
        db 8
%endif
%ifid name
        db 9
%endif
%ifnum 12
        db 10
%endif
%ifnum -12
        db 11
%endif
%ifstr 'x'
        db 12
%endif
%iftoken x y
        db 13
%elif 1
        db 14
%endif
%ifempty
        db 15
%endif
%ifn 0
        db 16
%endif
%if 0
%if 1
        db 17
%else
        db 18
%endif
%elif 2 > 1
%if 0
        db 19
%else
        db 20
%endif
%else
        db 21
%endif
%ifmacro nothing
        db 22
%endif
%macro something 1-2
        db 23
%endmacro
%ifmacro something
        db 24
%endif
%ifmacro something 2
        db 25
%endif
%ifmacro something 3
        db 26
%endif
%undef one
%ifdef one
        db 27
%endif
%push outer
%define %$local 28
%$label: dw %$label
        db %$local
%push inner
%define %$local 29
        db %$local, %$$local
%$label: dw %$label, %$$label
%ifctx inner
        db 30
%endif
%pop
        db %$local
%repl renamed
%ifctx renamed
        db 31
%endif
%pop renamed
%macro if_equal 2
%push if
        cmp %1, %2
        jne %$else
%endmacro
%macro otherwise 0
%ifctx if
%repl else
        jmp %$end
%$else:
%endif
%endmacro
%macro end_if 0
%ifctx if
%$else:
%else
%$end:
%endif
%pop
%endmacro
        if_equal ax, 5
        mov bx, 1
        if_equal cx, 6
        mov dx, 2
        end_if
        otherwise
        mov bx, 3
        end_if
        db __?LINE?__, __LINE__, __?BITS?__
        bits 32
        db __?BITS?__
%if $ - $$ > 10
        db 32
%endif
%if $ - $$ > 10000
        db 33
%endif
continued: db 1, \
        2, \
        3 ; and a comment \
        4
        db 4
