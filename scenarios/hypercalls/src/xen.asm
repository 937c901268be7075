; xen.asm: the smallest mini-Xen. It can be called.
;
; It takes the machine, writes the hypercall page into the guest's memory, and starts
; the guest's kernel at ring 1. What it does when it is called stands in lib/xen32.inc;
; which calls there are, in the table at the end.

bits 32
org AT_XEN
ORIGIN  equ AT_XEN

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"
%include "xen-abi.inc"

PAGE_4M         equ 0x83                ; directory entry: present, writable, 4 MiB,
PAGE_4M_USER    equ 0x87                ; for rings 0 to 2; and for ring 3, too

start:
        mov     esp, END_XEN_STACK
        call    take_the_machine

; One address space: the guest's kernel, its application, and Xen above them. In the
; directory the kernel and Xen look alike; segment limits tell them apart.
        mov     dword [AT_DIRECTORY + 4], AT_GUEST_KERNEL | PAGE_4M
        mov     dword [AT_DIRECTORY + 8], AT_GUEST_USER | PAGE_4M_USER
        mov     dword [AT_DIRECTORY + 12], AT_XEN | PAGE_4M
        mov     eax, AT_DIRECTORY
        call    turn_on_paging

        mov     edi, AT_HYPERCALL_PAGE
        call    fill_hypercall_page
page_is_filled:
        mov     eax, AT_GUEST_KERNEL
        mov     edx, END_KERNEL_STACK
        jmp     enter_guest

; sched_op(EBX = what): with one guest, shutdown is the end of the day.
do_sched_op:
        cmp     ebx, SCHEDOP_SHUTDOWN
        jne     no_such_call
machine_is_done:
        hlt

%include "uart.inc"
%include "xen32.inc"

        align   4
hypercall_table:
        dd      do_set_trap_table                       ; 0
        times 2 dd no_such_call
        dd      do_stack_switch                         ; 3
        times 13 dd no_such_call
        dd      do_xen_version                          ; 17
        dd      do_console_io                           ; 18
        times 10 dd no_such_call
        dd      do_sched_op                             ; 29
        times 12 dd no_such_call
