; user.asm: the guest's ring 3 tries two things, one forbidden and one not.

bits 64
org AT_USER

start:
        mov     ecx, 0xC0000082         ; IA32_LSTAR
user_rdmsr:
        rdmsr                           ; a fault comes before an exit
        xor     eax, eax
user_cpuid:
        cpuid                           ; leaves from every ring, and no control stops it
user_done:
        int     0x80
