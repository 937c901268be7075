; guest.asm: everything that this virtual machine will ever do.
;
; It runs at ring 0 with a machine of its own, asks the processor for its name and
; stops. Nothing in here knows of a hypervisor, and nothing in here was changed.

bits 64
org AT_GUEST

start:
        xor     eax, eax                ; leaf 0: the maker's name
ask_for_name:
        cpuid                           ; the answer comes in EBX, EDX, ECX
has_name:
        mov     [name + 0], ebx
        mov     [name + 4], edx
        mov     [name + 8], ecx
finished:
        hlt

        align   4
name:   times 12 db 0
