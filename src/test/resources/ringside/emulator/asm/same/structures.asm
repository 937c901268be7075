; struc, istruc, at, absolute.
struc   point
.x:     resd 1
.y:     resd 1
.name:  resb 5
endstruc
struc   shifted, -8
.before: resq 1
.after: resw 3
endstruc
        bits 32
        db point_size, point.x, point.y, point.name, shifted_size
        mov eax, [ebx + point.y]
        mov ax, [ebx + shifted.before]
        mov ax, [ebx + shifted.after]
        mov ecx, point_size
first:
istruc  point
        at point.x, dd 1
        at point.y, dd 2
        at point.name, db 'abc'
iend
.local: db .local - first
istruc  point
        at .y, dd 5
iend
        istruc point
        iend
        absolute 0x200
buffer: resb 16
limit:  resw 1
        section .text
        dw buffer, limit, limit - buffer
        align 16
        dd first
        align 8, db 0xee
        alignb 32
        align 4, nop
last:   db last - first
