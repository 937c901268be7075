; Data directives with every kind of item.
        db 'hello', 13, 10, 0, "two" , `\e[0m`, 'é한', ''
        dw 'abc', 'ab', 0x1234, -1, 'x', ?
        dd 'abcde', 1.5, -1.5, 3.14159265358979, 1e-45, 1e-40, 0x1.8p3, ?
        dq 1.5, 1e3, -0.0, 0.1, 1e308, 4.9e-324, 2.5e-324, __?Infinity?__, -__?Infinity?__, 'abcdefghi'
        dq __?QNaN?__, __?SNaN?__, 123456789012345678901234567890.0
        dt 1.5, 0.1, -1e4000, 1e-4940, __?Infinity?__, 3.0, 'abc'
        dw 1.5, 65504.0, 6.0e-8
        do 0.1, 1.0
        db 5 dup (1, 2 dup (3)), 'a', 3 dup 7
        dw 2 dup ('ab', ?)
        times 3 db 1, 2, 3
        times 4 dw $ - $$
        times 64 - ($ - $$) % 64 db 0xcc
        resb 3
        resw 2
        resd 1
        resq 1
        rest 1
        reso 1
end:    db end - $$
