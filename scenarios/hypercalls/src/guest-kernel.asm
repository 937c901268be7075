; guest-kernel.asm: a kernel that has been ported to Xen.
;
; It has no driver and no IDT, and it does not try CLI, OUT or LIDT. Where it needs the
; machine it calls Xen: an ordinary call into a page that Xen has filled.

bits 32
org AT_GUEST_KERNEL
ORIGIN  equ AT_GUEST_KERNEL

%include "preset32.inc"
%include "gates.inc"
%include "xen-abi.inc"
%include "xen-guest32.inc"

start:
        mov     ebx, CONSOLEIO_WRITE
        mov     ecx, hello_end - hello
        mov     edx, hello
        hypercall HYPERVISOR_CONSOLE_IO
said_hello:

; A bad idea: let Xen print bytes that are Xen's own.
        mov     ebx, CONSOLEIO_WRITE
        mov     ecx, 4
        mov     edx, AT_XEN
        hypercall HYPERVISOR_CONSOLE_IO
refused:

; What a kernel on bare metal does with LIDT and with the TSS.
        mov     ebx, traps
        hypercall HYPERVISOR_SET_TRAP_TABLE
        mov     ebx, GUEST_DATA
        mov     ecx, END_KERNEL_STACK
        hypercall HYPERVISOR_STACK_SWITCH

; Start the application. From ring 1 to ring 3 there is no need for Xen.
        push    USER_DATA
        push    END_USER_STACK
        push    EFLAGS_IF | EFLAGS_ALWAYS
        push    USER_CODE
        push    AT_GUEST_USER
        mov     eax, USER_DATA
        mov     ds, ax
        mov     es, ax
        iretd

; INT 0x80 from the application, straight through a gate into ring 1.
; EAX 1: write ECX bytes at EBX. EAX 2: the end.
system_call:
        cmp     eax, 2
        je      shut_down
        mov     edx, ebx
        mov     ebx, CONSOLEIO_WRITE
        hypercall HYPERVISOR_CONSOLE_IO
        iretd

; Xen has brought a #GP of our application here, with error code, EIP and so on.
general_protection:
        pop     dword [last_error]
        add     dword [esp], 2          ; step over the INT
        iretd

shut_down:
        mov     ebx, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

        align   4
traps:
        trap    13, TRAP_FOR_KERNEL, general_protection
        trap    0x80, TRAP_FOR_ALL, system_call
        dq      0

last_error:     dd 0
hello:          db "kernel", 10
hello_end:
