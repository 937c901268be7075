; guest.asm: a kernel that takes stock of the machine it runs on.
;
; It runs twice. First on bare metal, at ring 0, and its findings go into the first
; column of a table. At its end it jumps to the monitor, which takes ring 0 and runs
; this same kernel again, at ring 1. Then the findings go into the second column.
;
; The kernel does not know which run it is in. It believes what it reads.

bits 32
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"

MY_LDT          equ 0x40                ; rows 8 and 9 of this kernel's own GDT
MY_TASK         equ 0x48
COLUMN_SIZE     equ 0x40
EFLAGS_IOPL     equ 3 << 12             ; both bits: even ring 3 may use CLI and OUT
TIMER_COUNT     equ 8
WAIT_ROUNDS     equ 60                  ; longer than the timer needs

struc FINDING                           ; one column of the table
.sgdt:          resd 1
.sidt:          resd 1
.sldt:          resd 1
.str:           resd 1
.smsw:          resd 1
.pushf:         resd 1
.popf:          resd 1
.lar:           resd 1
.lsl:           resd 1
.verr:          resd 1
.verw:          resd 1
.pop_es:        resd 1
.push_cs:       resd 1
.mov_cs:        resd 1
.counter:       resd 1
endstruc

start:
        cli
        lgdt    [gdt_register]
        lidt    [idt_register]
        mov     eax, MY_LDT
        lldt    ax
        mov     eax, MY_TASK
        ltr     ax
        mov     edi, [column]

; ---- Thirteen questions and a load ----------------------------------------------
; None of these instructions is privileged, and every answer depends on who owns the
; machine.

measure:
        sgdt    [answer]                ; where is my GDT?
        mov     eax, [answer + 2]
        mov     [edi + FINDING.sgdt], eax

        sidt    [answer]                ; where is my IDT?
        mov     eax, [answer + 2]
        mov     [edi + FINDING.sidt], eax

        sldt    [answer]                ; which LDT did I load?
        movzx   eax, word [answer]
        mov     [edi + FINDING.sldt], eax

        str     [answer]                ; which task?
        movzx   eax, word [answer]
        mov     [edi + FINDING.str], eax

        smsw    [answer]                ; what is in the lower half of CR0?
        movzx   eax, word [answer]
        mov     [edi + FINDING.smsw], eax

        pushfd                          ; I have switched IF off. Is it off?
        pop     eax
        mov     [edi + FINDING.pushf], eax

        push    EFLAGS_IOPL | EFLAGS_ALWAYS
        popfd                           ; IOPL 3, IF 0, please
        pushfd
        pop     eax
        mov     [edi + FINDING.popf], eax
        push    EFLAGS_ALWAYS
        popfd

        mov     ecx, KERNEL_CODE
        xor     eax, eax
        lar     edx, ecx                ; may I look at my own code segment?
        setz    al
        mov     [edi + FINDING.lar], eax

        lsl     edx, ecx                ; how long is it?
        setz    al
        mov     [edi + FINDING.lsl], eax

        mov     ecx, KERNEL_DATA
        verr    cx                      ; may I read my own data segment?
        setz    al
        mov     [edi + FINDING.verr], eax

        verw    cx                      ; may I write it?
        setz    al
        mov     [edi + FINDING.verw], eax

        push    USER_DATA
        pop     es                      ; row 6 of my GDT; its base is my own memory
        mov     eax, [es:mark - start]
        mov     [edi + FINDING.pop_es], eax

        push    cs                      ; which ring am I in?
        pop     eax
        mov     [edi + FINDING.push_cs], eax

        mov     eax, cs                 ; really?
        mov     [edi + FINDING.mov_cs], eax
measured:

; ---- The one that hurts ----------------------------------------------------------
; A counter is shared with the timer's handler. To add one, this kernel keeps
; interrupts away with POPF, as kernels do: save the flags, clear IF, restore later.

        mov     dword [counter], 0
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
        sti
        mov     al, PIT_ONCE
        out     PIT_COMMAND, al
        mov     al, TIMER_COUNT
        out     PIT_COUNTER, al
        mov     al, 0
        pushfd
        and     dword [esp], ~EFLAGS_IF
clear_interrupt_flag:
        popfd                           ; from here on nobody interrupts me
interrupts_are_off:
        out     PIT_COUNTER, al         ; the timer runs now
section_start:
        mov     ebx, [counter]          ; read,
        mov     ecx, WAIT_ROUNDS
wait_a_while:
        dec     ecx
        jnz     wait_a_while            ; (the timer strikes in here)
        inc     ebx                     ; add one,
        mov     [counter], ebx          ; and write back
section_end:
        sti                             ; whoever has waited may come in
        nop

        mov     eax, [counter]          ; two have counted: I, and the timer
        mov     [edi + FINDING.counter], eax
        add     dword [column], COLUMN_SIZE
next_kernel:
        jmp     AT_VMM                  ; ring 0: start the monitor. Ring 1: too far

timer:
        inc     dword [counter]
        push    eax
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        pop     eax
        iretd

        align   8
gdt:
        dq      0
        segment32 ALL_PAGES, SEGMENT_CODE, 0            ; 08
        segment32 ALL_PAGES, SEGMENT_DATA, 0            ; 10
        dq      0                                       ; rings 1 and 2 are not used
        dq      0
        segment32 ALL_PAGES, SEGMENT_CODE, 3            ; 2B
        segment32_at AT_GUEST, 1, SEGMENT_DATA, 3       ; 33: one page, at my start
        dq      0
        local_table32 gdt                               ; 40: any table will do here
        task_segment32 task                             ; 48
gdt_end:

idt:
        empty_gates32 0x20
        interrupt_gate32 timer, 0                       ; 20: the timer
idt_end:

gdt_register:   dw gdt_end - gdt - 1
                dd gdt
idt_register:   dw idt_end - idt - 1
                dd idt

        align   4
task:           times TSS_SIZE db 0
answer:         dq 0
column:         dd AT_FINDINGS          ; the next free column
counter:        dd 0
mark:           dd 0x4B52414D           ; "MARK"
