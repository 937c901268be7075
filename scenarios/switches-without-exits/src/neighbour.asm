; neighbour.asm: another virtual machine on the same processor.
;
; All that matters here: its SYSCALL door is at another address.

bits 64
org AT_NEIGHBOUR

%include "msr.inc"
%include "vmcall.inc"

start:
        mov     ecx, IA32_LSTAR
        mov     eax, neighbours_door
        xor     edx, edx
        wrmsr                           ; no exit: the MSR bitmap lets it through
door_set:
        mov     eax, VMCALL_YIELD
        vmcall

neighbours_door:                        ; nobody of this machine ever comes here
        mov     eax, VMCALL_PANIC
        vmcall
