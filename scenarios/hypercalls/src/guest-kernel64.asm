; guest-kernel64.asm: the ported kernel once more, for 64 bits. It runs at ring 3.
;
; Compare the calls with guest-kernel.asm: other registers, the same page.

bits 64
org AT_GUEST_KERNEL

%include "preset64.inc"
%include "xen-abi.inc"

VGCF_IN_SYSCALL equ 1 << 8              ; flags for iret: came in by SYSCALL

%macro hypercall 1
        call    AT_HYPERCALL_PAGE + (%1) * STUB_SIZE
%endmacro

start:
        mov     edi, CONSOLEIO_WRITE
        mov     esi, hello_end - hello
        mov     edx, hello
        hypercall HYPERVISOR_CONSOLE_IO
said_hello:

        mov     edi, CONSOLEIO_WRITE    ; let Xen print bytes that are Xen's own
        mov     esi, 4
        mov     edx, AT_XEN
        hypercall HYPERVISOR_CONSOLE_IO
refused:

        xor     edi, edi                ; no event callback, no failsafe callback
        xor     esi, esi
        mov     edx, system_call        ; but bring me my applications' system calls,
        hypercall HYPERVISOR_SET_CALLBACKS
        mov     edi, USER_DATA
        mov     rsi, END_KERNEL_STACK   ; on this stack
        hypercall HYPERVISOR_STACK_SWITCH

        push    USER_DATA               ; start the application: there is no ring below
        push    END_USER_STACK          ; this one, so Xen has to do it
        push    RFLAGS_IF | RFLAGS_ALWAYS
        push    USER_CODE
        push    AT_GUEST_USER
        push    VGCF_IN_SYSCALL
        jmp     AT_HYPERCALL_PAGE + HYPERVISOR_IRET * STUB_SIZE

; Xen brings us a system call. On the stack: RCX, R11, RIP, CS, RFLAGS, RSP, SS.
; RAX 1: write RSI bytes at RDI. RAX 2: the end.
system_call:
        pop     rcx
        pop     r11
        cmp     eax, 2
        je      shut_down
        cmp     eax, 1
        jne     unknown
        mov     rdx, rdi
        mov     edi, CONSOLEIO_WRITE
        hypercall HYPERVISOR_CONSOLE_IO
        jmp     back
unknown:
        mov     rax, -ENOSYS
back:
        push    VGCF_IN_SYSCALL
        jmp     AT_HYPERCALL_PAGE + HYPERVISOR_IRET * STUB_SIZE

shut_down:
        mov     edi, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

hello:  db "kernel", 10
hello_end:
