; Immediates and addresses of every kind, in all three modes.
        bits 16
v16:    add ax, 1
        add ax, 127
        add ax, 128
        add ax, -128
        add ax, 0xffff
        add ax, 0xff80
        add ax, v16
        add ax, v64 - v16
        add bx, 1
        add bx, 0x1234
        add byte [bx], 5
        add word [bx], 5
        add word [bx], 0x500
        add dword [bx], 5
        add eax, 0xffffffff
        add eax, 5
        add ebx, 0x12345678
        mov ax, [bx + si]
        mov ax, [si + bx]
        mov ax, [bp]
        mov ax, [bp + di + 5]
        mov ax, [bx + 0x80]
        mov ax, [bx - 0x80]
        mov ax, [v16]
        mov [v16], al
        mov ax, [0x1234]
        mov cx, [0x1234]
        mov ax, [es:di]
        mov ax, [eax]
        mov ax, [eax + ecx * 4]
        mov eax, [esp]
        mov eax, [dword 0x1234]
        mov ax, [word 0x1234]
        push 1
        push 0x80
        push word 1
        push dword 1
        push strict word 1
        push v16
        bits 32
v32:    add eax, 1
        add eax, 127
        add eax, 128
        add eax, -128
        add eax, 0xffffffff
        add eax, strict dword 1
        add eax, byte 1
        add ecx, v32
        add ecx, v64 - v32
        add ecx, forward_constant
        add ax, 0xfffe
        mov eax, [eax + ebx]
        mov eax, [ebx + eax]
        mov eax, [eax + eax]
        mov eax, [eax * 2]
        mov eax, [nosplit eax * 2]
        mov eax, [eax * 3]
        mov eax, [eax * 4]
        mov eax, [eax * 5]
        mov eax, [eax * 8 + 5]
        mov eax, [eax * 9]
        mov eax, [ebp]
        mov eax, [ebp + eax]
        mov eax, [eax + ebp]
        mov eax, [esp + eax]
        mov eax, [eax + esp]
        mov eax, [ebp * 2]
        mov eax, [ebp + ebp * 4]
        mov eax, [eax * 1 + ebx]
        mov eax, [ebx + v32]
        mov eax, [ebx + v32 + ecx * 8 - 4]
        mov eax, [v32]
        mov [v32], eax
        mov ecx, [v32]
        mov eax, [ebx + 0x7f]
        mov eax, [ebx + 0x80]
        mov eax, [dword ebx + 1]
        mov eax, [byte ebx]
        mov eax, [bx + si]
        mov ax, [fs:0x10]
        mov eax, [ebx + 2 * (ecx + 3)]
        mov eax, [(ebx + ecx) * 1]
        mov eax, [ebx + ecx + 4 - 8]
        mov dword [eax], v32
        mov byte [eax], 'A'
        mov al, 0xff
        mov al, -1
        mov eax, -1
        push 1
        push 128
        push word 5
        push strict dword 1
        push byte -1
        imul eax, ebx, 5
        imul eax, 500
        imul eax, [ebx], -1
        shl eax, 1
        shl eax, 5
        shl eax, cl
        shl byte [eax], 1
        test eax, 5
        test ebx, 5
        test [ebx], al
        test al, [ebx]
        xchg eax, ebx
        xchg ebx, eax
        xchg ebx, ecx
        xchg [eax], ebx
        xchg ebx, [eax]
        bits 64
v64:    mov rax, 1
        mov rax, -1
        mov rax, 0x7fffffff
        mov rax, 0x80000000
        mov rax, 0xffffffff
        mov rax, 0x100000000
        mov rax, 0xffffffff80000000
        mov rax, v64
        mov rax, v64 - v32
        mov eax, v64
        mov rax, strict qword 1
        mov rax, strict dword 1
        mov r8, 5
        mov r8d, 5
        mov r15b, 5
        mov sil, 5
        mov qword [rax], 5
        mov qword [rax], -5
        mov rax, [v64]
        mov rax, [rel v64]
        mov rax, [abs v64]
        mov rbx, [v64]
        mov al, [abs qword 0x1122334455667788]
        mov rax, [qword 0x1122334455667788]
        mov [qword 0x1122334455667788], eax
        mov rax, [rbx + v64]
        mov rax, [r12]
        mov rax, [r13]
        mov rax, [r13 + r12 * 8 + 5]
        mov rax, [rsp + 8]
        mov rax, [rax * 2]
        mov eax, [eax + ecx * 4]
        mov r9, [r10 + r11]
        mov ax, [gs:0x28]
        add rax, 5
        add rax, 0x12345678
        add rax, -1
        add rcx, v64 - v32
        add rcx, 0xffffffffffffffff
        and rax, 0xfffffffffffffff0
        push 5
        push 500
        push -1
        push rax
        push r12
        push qword 5
        push word 5
        push qword [rax]
        lea rax, [v64]
        lea rax, [rel v64]
        lea rbx, [rax + rbx * 4 + 8]
        imul rax, rbx, 5
        xchg rax, rbx
        xchg eax, eax
        xchg r8, rax
        default rel
        mov rax, [v64]
        mov rax, [abs v64]
        mov rax, [rbx + v64 - v32]
        mov rax, [0x1000]
        mov rax, [fs:0x28]
        lea rsi, [v16]
        default abs
        mov rax, [v64]
forward_constant equ 12
