; Task switches, which a guest never makes itself: 32-bit guests without paging.
%include "kernel.inc"

DATA32          equ 0x10
CODE32_TASKS    equ 0x18
TASK            equ 0x20
OTHER_TASK      equ 0x28
OTHER_GATE      equ 0x30
SHORT_TASK      equ 0x38
ABSENT_TASK     equ 0x40

; The gate of a vector is a task gate.
%macro task_gate 1
        mov     dword [GUEST_IDT + %1 * 8], OTHER_TASK << 16
        mov     dword [GUEST_IDT + %1 * 8 + 4], 0x8500
%endmacro

case "CALL", "qlrv"
        call    tasks
guest
        bits 32
        nop
        call    OTHER_TASK:0
        bits 64

case "CALL through a task gate", "ql"
        call    tasks
guest
        bits 32
        call    OTHER_GATE:0
        bits 64

case "CALL from memory", "ql"
        call    tasks
guest
        bits 32
        call    far [far_pointer]
        bits 64

case "JMP", "qlrf"
        call    tasks
guest
        bits 32
        jmp     OTHER_TASK:0
        bits 64

case "IRET with NT", "qlrf"
        call    tasks
        vmset   GUEST_RFLAGS, 0x4002
        mov     byte [gdt32 + OTHER_TASK + 5], 0x8B
        mov     word [tss], OTHER_TASK
guest
        bits 32
        iret
        bits 64

case "INT n", "qlrv"
        call    tasks
        task_gate 0x30
guest
        bits 32
        int     0x30
        bits 64

case "INT3", "qlrv"
        call    tasks
        task_gate 3
guest
        bits 32
        int3
        bits 64

case "#UD", "qrvf"
        call    tasks
        task_gate 6
guest
        bits 32
        ud2
        bits 64

case "#GP with its error code", "qrv"
        call    tasks
        task_gate 13
guest
        bits 32
        mov     eax, 0x50
        mov     es, eax
        bits 64

case "an injected interrupt", "qrve"
        call    tasks
        task_gate 0x30
        vmset   ENTRY_INTERRUPTION_INFORMATION, 0x80000030
        vmset   GUEST_RFLAGS, 0x202
guest
        nop

case "a TSS that is not there: #NP first", "n"
        call    tasks
        vmset   EXCEPTION_BITMAP, 1 << 11
guest
        bits 32
        call    ABSENT_TASK:0
        bits 64

case "a TSS that is too short: #TS first", "n"
        call    tasks
        vmset   EXCEPTION_BITMAP, 1 << 10
guest
        bits 32
        call    SHORT_TASK:0
        bits 64

case "a busy TSS: #GP first", "n"
        call    tasks
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        bits 32
        jmp     TASK:0
        bits 64

        end_of_cases

; The guest is in protected mode, with the segments that follow.
tasks:
        secondary 1 << 1 | 1 << 7
        vmclr   GUEST_CR0, 1 << 31
        vmclr   ENTRY_CONTROLS, 1 << 9
        vmclr   GUEST_IA32_EFER, 1 << 8 | 1 << 10
        vmset   GUEST_CS_ACCESS_RIGHTS, 0xC09B
        vmset   GUEST_CS_SELECTOR, CODE32_TASKS
        vmset   GUEST_GDTR_BASE, gdt32
        vmset   GUEST_GDTR_LIMIT, gdt32_end - gdt32 - 1
        mov     eax, other_tss
        mov     ebx, gdt32 + OTHER_TASK
        call    .base
        mov     ebx, gdt32 + SHORT_TASK
        call    .base
        mov     ebx, gdt32 + ABSENT_TASK
        call    .base
        mov     eax, tss
        mov     ebx, gdt32 + TASK
        call    .base
        mov     byte [gdt32 + OTHER_TASK + 5], 0x89
        mov     word [tss], 0
        ret
.base:
        mov     ecx, eax
        mov     [rbx + 2], cx
        shr     ecx, 16
        mov     [rbx + 4], cl
        ret

        align   8
gdt32:  dq      0, 0
        dq      0x00CF93000000FFFF      ; 10 data
        dq      0x00CF9B000000FFFF      ; 18 code
        dq      0x00008B0000000067      ; 20 the running task
        dq      0x0000890000000067      ; 28 another
        dq      0x0000850000280000      ; 30 a gate to it
        dq      0x0000890000000066      ; 38
        dq      0x0000090000000067      ; 40
gdt32_end:
far_pointer:
        dd      0
        dw      OTHER_TASK
other_tss:
        times   0x68 db 0
