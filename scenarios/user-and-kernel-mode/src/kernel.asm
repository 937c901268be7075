; kernel.asm: a small kernel at ring 0.
;
; It opens one gate for applications (INT 0x80), starts one application and serves
; it. When the application does what it must not do, the processor calls the
; kernel. The kernel writes down what happened, steps over the instruction and
; lets the application go on. A real kernel would end the application instead.

bits 32
org AT_KERNEL
ORIGIN  equ AT_KERNEL

TSS             equ 0x2000              ; the preset's task state segment
TSS_ESP0        equ TSS + 4             ; ring 0 stack pointer: where ring 3 lands
TSS_SS0         equ TSS + 8

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"

struc LOG                               ; one row of the log
.vector:        resd 1
.error:         resd 1
.eip:           resd 1
.cr2:           resd 1
endstruc

struc FRAME                             ; the stack in a fault handler, from EBP up
.ds:            resd 1
.registers:     resd 8
.vector:        resd 1
.error:         resd 1
.eip:           resd 1
.cs:            resd 1
.eflags:        resd 1
.esp:           resd 1
.ss:            resd 1
endstruc

start:
        lidt    [idt_register]
        mov     dword [TSS_SS0], KERNEL_DATA
        mov     dword [TSS_ESP0], END_KERNEL_STACK

        mov     al, PIC_ALL_LINES       ; no device shall interrupt this lesson
        out     PIC1_MASK, al
        out     PIC2_MASK, al

; There is no instruction "go to ring 3". There is only a return to it, so the
; kernel lays out the stack of an interrupt that never happened and returns.
        mov     eax, USER_DATA
        mov     ds, ax                 ; IRET would empty a DS that ring 3 may not use
        mov     es, ax
        push    USER_DATA               ; SS
        push    END_USER_STACK          ; ESP
        push    EFLAGS_IF | EFLAGS_ALWAYS
        push    USER_CODE               ; CS: its RPL 3 is the new privilege level
        push    AT_USER                 ; EIP
        iretd

; ---- INT 0x80: system calls. Number in EAX, argument in EBX ---------------------

system_call:
        push    ds
        push    ss                      ; SS came from the TSS and is the kernel's own;
        pop     ds                      ; DS is still what the application left there
        cmp     eax, 1
        je      put_character
        cmp     eax, 2
        je      exit
        mov     eax, -38                ; "no such system call"
        jmp     return_from_call

put_character:
        push    edx
        mov     al, bl
        call    uart_send               ; at ring 0 the OUT instruction is allowed
        pop     edx
        xor     eax, eax                ; "it worked"

return_from_call:
        pop     ds
return_to_user:
        iretd

exit:
        hlt                             ; the gate cleared IF, so nothing wakes it again

%include "uart.inc"

; ---- Faults ---------------------------------------------------------------------
; The processor has pushed SS, ESP, EFLAGS, CS, EIP and an error code. EIP points
; AT the instruction that failed, not after it: a fault is an offer to try again.

general_protection:
        push    13                      ; so that both handlers look alike below
        jmp     fault
page_fault:
        push    14

fault:
        pushad                          ; 8 registers, 32 bytes
        push    ds
        push    ss
        pop     ds

        mov     ebp, esp
        mov     edi, [log_end]          ; the next free row of the log
        mov     eax, [ebp + FRAME.vector]
        mov     [edi + LOG.vector], eax
        mov     eax, [ebp + FRAME.error]
        mov     [edi + LOG.error], eax
        mov     esi, [ebp + FRAME.eip]
        mov     [edi + LOG.eip], esi
        mov     eax, cr2                ; a page fault leaves its address here
        mov     [edi + LOG.cr2], eax
        add     dword [log_end], LOG_size

; Nobody tells the kernel how long the instruction was. It must look at the bytes.
        mov     cl, [esi]               ; first byte of the instruction
        mov     ebx, lengths
next_row:
        cmp     byte [ebx], cl
        je      found
        add     ebx, 2
        cmp     ebx, lengths_end
        jb      next_row
        jmp     exit                    ; not on the list: stop the machine
found:
        movzx   ecx, byte [ebx + 1]
        add     [ebp + FRAME.eip], ecx  ; return after it instead of at it

        pop     ds
        popad
        add     esp, 8                  ; vector and error code: IRET wants EIP on top
return_from_fault:
        iretd

; ---- The timer's handler: present, and never reached ------------------------------

timer:
        push    eax
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        pop     eax
        iretd

; ---- Tables and data ---------------------------------------------------------------

lengths:                                ; first byte of an instruction, its length
        db      0xFA, 1                 ; cli
        db      0xEE, 1                 ; out dx, al
        db      0xA3, 5                 ; mov [address], eax
        db      0x0F, 3                 ; mov eax, cr3
        db      0xCD, 2                 ; int n
lengths_end:

        align   8
idt:                                    ; one gate a vector; the number is its index
        empty_gates32 13
        interrupt_gate32 general_protection, 0          ; 13, #GP
        interrupt_gate32 page_fault, 0                  ; 14, #PF
        empty_gates32 0x20 - 15
        interrupt_gate32 timer, 0                       ; 0x20: for the device only
        empty_gates32 0x80 - 0x21
        interrupt_gate32 system_call, 3                 ; 0x80: open to ring 3
idt_end:

idt_register:                           ; what LIDT loads: limit, then base
        dw      idt_end - idt - 1
        dd      idt

        align   4
log_end:        dd log
log:            times 8 * LOG_size db 0
