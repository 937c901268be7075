; server.asm: a server that has little to do, and measures how little.
;
; The timer strikes 100 times a second. Each time the server does a piece of work and
; then halts the processor until the timer strikes again. Between two strikes lie
; about 100,000 ticks of this machine's clock; the work takes about a tenth of them.
;
; LOADS says for how many such servers this machine works; one, unless it is defined.

bits 64
org AT_SERVER
ORIGIN  equ AT_SERVER

%include "preset64.inc"
%include "pic.inc"
%include "gates.inc"

%ifndef LOADS
%define LOADS   1
%define PERIODS 2                       ; for so long it measures
%endif

TIMER_COUNT     equ PIT_FREQUENCY / 100
ROUNDS          equ 5000                ; of two instructions each

start:
        jmp     prepare

%include "uart.inc"

prepare:
        lidt    [idt_register]
        mov     al, PIC_START
        out     PIC1_COMMAND, al
        mov     al, PIC1_VECTOR
        out     PIC1_MASK, al
        mov     al, PIC1_WIRING
        out     PIC1_MASK, al
        mov     al, PIC_8086
        out     PIC1_MASK, al
        mov     al, PIC_ONLY_TIMER
        out     PIC1_MASK, al
        mov     al, PIC_ALL_LINES
        out     PIC2_MASK, al

        mov     al, PIT_AGAIN_AND_AGAIN
        out     PIT_COMMAND, al
        mov     al, TIMER_COUNT & 0xFF
        out     PIT_COUNTER, al
        mov     al, TIMER_COUNT >> 8
        out     PIT_COUNTER, al

        call    sleep                   ; begin at a strike, to measure whole periods
        mov     rax, [woken_at]
        mov     [began_at], rax
        mov     qword [slept], 0

        mov     r12d, PERIODS
next_period:
        mov     r13d, LOADS
next_load:
        call    work
        dec     r13d
        jnz     next_load
        call    sleep
period_is_over:
        dec     r12d
        jnz     next_period

; How much of the time was it awake? In thousandths: (all - slept) * 1000 / all.
report:
        mov     rcx, [woken_at]
        sub     rcx, [began_at]         ; all
        mov     rax, rcx
        sub     rax, [slept]
        imul    rax, 1000
        xor     edx, edx
        div     rcx
        mov     [thousandths], eax

        xor     edx, edx
        mov     ecx, 100
        div     ecx                     ; tens of percent, and a rest
        mov     ebx, edx
        add     al, '0'
        call    uart_send
        mov     eax, ebx
        xor     edx, edx
        mov     ecx, 10
        div     ecx                     ; percent, and tenths
        mov     ebx, edx
        add     al, '0'
        call    uart_send
        mov     al, '.'
        call    uart_send
        mov     eax, ebx
        add     al, '0'
        call    uart_send
        mov     al, '%'
        call    uart_send
done:
        cli
        hlt

; One piece of work: count to ROUNDS.
work:
        mov     ecx, ROUNDS
working:
        dec     ecx
        jnz     working
        inc     dword [pieces_done]
        ret

; Halts until the timer strikes, and adds up for how long.
sleep:
        rdtsc                           ; the machine's clock, in EDX:EAX
        shl     rdx, 32
        or      rax, rdx
        mov     [asleep_at], rax
        sti
        hlt                             ; no instruction runs until an interrupt comes
woken:
        cli
        mov     rax, [woken_at]
        sub     rax, [asleep_at]
        add     [slept], rax
        ret

timer:
        push    rax
        push    rdx
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        mov     [woken_at], rax
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        pop     rdx
        pop     rax
        iretq

        align   16
idt:
        empty_gates64 0x20
        interrupt_gate64 timer, 0                       ; 20: the timer
idt_end:

idt_register:                           ; what LIDT loads: limit, then base
        dw      idt_end - idt - 1
        dq      idt

        align   8
began_at:       dq 0                    ; times, by the machine's clock
asleep_at:      dq 0
woken_at:       dq 0
slept:          dq 0                    ; time spent halted
pieces_done:    dd 0
thousandths:    dd 0                    ; the result
