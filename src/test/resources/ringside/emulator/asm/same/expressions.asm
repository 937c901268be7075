; The expression language: precedence, signedness, strings, addresses.
        db 1 = 1, 2 <=> 1, 1 <=> 2, 5 ? 3 : 4, 0 ? 3 : 4, !3, !0, ~1 & 0xff
        db 1 < 2 == 1, 5 & 3 == 1, 1 || 0 && 0, 1 ^^ 1, 1 ^^ 0
        db 2 + 3 << 1, 2 + 3 * 4, (2 + 3) * 4, 10 - 4 - 3, 2 * 3 % 4, -3 + 5
        db 1 | 2 ^ 3 & 5, 7 & ~2, 6 ^ 3 | 8, -1 >>> 63 & 255, - - 5, +-+5 & 0xff
        db -1 < 1, 1 > -1, 3 >= 3, 3 <= 2, 3 <> 3, 3 != 4
        dq 5 / -1, -5 // 2, -7 %% 3, -7 % 3, 1 << 64, 1 << 65, -8 >> 1, -8 >>> 1, 3 <<< 2
        dq 0x7fff_ffff_ffff_ffff + 1, 0xffffffffffffffff * 3
here:   db $ - $$, $ - here, here - $$, here == here, here > $$
        dw here, $, $$, here + 3, 2 * (after - here), (after - here) / 2
        dd 'ab', 'abcd', 'a' + 1, 'ab' & 0xff, "it's", 'say "x"', `tab\tnl\n\x41\101\u20ac`
after:
        db 1 << 63 >= 5, 1 << 63 <= 5, -1 << 63 < 1
six     equ 6
seven   equ six + 1
later   equ much_later - after
        db six, seven, later, six * seven
        db 0b1h & 0xff, 0x1b, 10b, 17o, 0o17, 17q, 0t10, 1_000 & 0xff, $0a, 0d10, 0ah, 0y11, 11y
        db 0q17, 0h1f, 0x0f, 101_0b, 9d, 9t
        db here - after + 100, (here - after) + 100, 100 - (after - here)
much_later:
        db much_later - $$
