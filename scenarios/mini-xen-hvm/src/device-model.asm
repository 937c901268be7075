; device-model.asm: a process in Dom0 that plays DomU's devices.
;
; It runs at ring 3 like any application. What DomU did is in the shared page; what is to
; be done on real hardware it asks of its kernel, by system calls. In Xen's world this
; process is QEMU.

bits 64
org AT_DEVICE_MODEL

%include "ioreq.inc"
%include "calls.inc"

DISK_ADDRESS_PORT equ 0x304             ; SimDisk: where in memory the sector goes

start:
        mov     rsp, END_DEVICE_MODEL_STACK
next_request:
        mov     eax, CALL_WAIT
        syscall
        mov     ebx, AT_IOREQ
        mov     al, [rbx + ioreq.flags]
        and     al, STATE_MASK
        cmp     al, STATE_IOREQ_READY
        jne     next_request            ; woken for something else
        xor     byte [rbx + ioreq.flags], STATE_IOREQ_READY ^ STATE_IOREQ_INPROCESS
in_process:
        mov     edi, [rbx + ioreq.addr]
        mov     edx, [rbx + ioreq.size]
        test    byte [rbx + ioreq.flags], IOREQ_READ
        jnz     .read

        mov     esi, [rbx + ioreq.data]
        cmp     edi, DISK_ADDRESS_PORT
        jne     .write
        add     esi, AT_DOMU_KERNEL     ; DomU counts its memory from 0; the disk does not
.write:
        mov     eax, CALL_OUT
        syscall
        jmp     .answered
.read:
        mov     eax, CALL_IN
        syscall
        mov     [rbx + ioreq.data], rax
.answered:
        xor     byte [rbx + ioreq.flags], STATE_IOREQ_INPROCESS ^ STATE_IORESP_READY
response_ready:
        mov     edi, [rbx + ioreq.vp_eport]
        mov     eax, CALL_NOTIFY
        syscall
        jmp     next_request
