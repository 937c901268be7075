; identifiers.asm: process-context identifiers and random numbers (SDM, "Process-Context Identifiers
; (PCIDs)", "INVPCID", "RDRAND"); what a processor lacks is undefined there.
%include "harness64.inc"

%define PCIDE           0x20000
%define KEEP            63
%define window          0x600000        ; a page that rows map anew

tests:
        ; RDRAND sets CF and clears the other status flags, and does not repeat itself.
        mov     eax, 1
        cpuid
        bt      ecx, 30
        jnc     .no_random
        rdrand  rax
        setc    bl
        expect  bl, 1
        mov     rcx, rax
        rdrand  rax
        pushfq
        pop     rdx
        and     edx, 0x8D5
        expect  edx, 1
        cmp     rax, rcx
        setne   bl
        expect  bl, 1
        rdrand  edx
        mov     rcx, rdx
        shr     rcx, 32
        expect  ecx, 0
        mov     rdx, -1
        rdrand  dx
        shr     rdx, 16
        mov     rcx, 0xFFFFFFFFFFFF
        cmp     rdx, rcx
        setne   bl
        expect  bl, 0
        user_completes rdseed rax
.no_random:

        mov     eax, 1
        cpuid
        bt      ecx, 17
        jc      .identifiers
        ; Without PCIDs CR4.PCIDE is reserved, and INVPCID an invalid opcode.
        mov     rax, cr4
        or      eax, PCIDE
        faults  GP, 0, mov cr4, rax
        faults  UD, 0, invpcid rax, [descriptor0]
        ret

.identifiers:
        ; CR4.PCIDE asks for PCID 0, and paging cannot end while it is set.
        mov     rax, cr3
        or      rax, 1
        mov     cr3, rax
        mov     rax, cr4
        or      eax, PCIDE
        faults  GP, 0, mov cr4, rax
        mov     rcx, cr3
        and     rcx, ~0xFFF
        mov     cr3, rcx
        mov     rax, cr3
        bts     rax, KEEP
        faults  GP, 0, mov cr3, rax     ; bit 63 is reserved without it
        mov     rax, cr4
        or      eax, PCIDE
        mov     cr4, rax

        ; CR3 holds the PCID, and not bit 63.
        mov     rax, cr3
        or      rax, 5
        bts     rax, KEEP
        mov     cr3, rax
        btr     rax, KEEP
        mov     rcx, cr3
        cmp     rax, rcx
        sete    bl
        expect  bl, 1

        ; A changed page is seen after INVPCID of any type that covers it.
        call    map_first
        expect  dword [abs window], 1
        call    map_second
        xor     eax, eax
        invpcid rax, [abs of_window]    ; the address
        expect  dword [abs window], 2
        call    map_first
        mov     eax, 1
        invpcid rax, [abs of_window]    ; the PCID
        expect  dword [abs window], 1
        call    map_second
        mov     eax, 2
        invpcid rax, [abs descriptor0]  ; everything
        expect  dword [abs window], 2
        call    map_first
        mov     eax, 3
        invpcid rax, [abs descriptor0]  ; all but global
        expect  dword [abs window], 1

        ; And after MOV to CR3 without bit 63.
        call    map_second
        mov     rax, cr3
        mov     cr3, rax
        expect  dword [abs window], 2

        ; What INVPCID refuses.
        mov     eax, 4
        faults  GP, 0, invpcid rax, [abs descriptor0]
        xor     eax, eax
        faults  GP, 0, invpcid rax, [abs not_canonical]
        faults  GP, 0, invpcid rax, [abs reserved]
        user_faults GP, 0, invpcid rax, [abs descriptor0]
        mov     rax, cr3
        and     rax, ~0xFFF
        mov     cr3, rax
        mov     rax, cr4
        and     eax, ~PCIDE
        mov     cr4, rax
        xor     eax, eax
        faults  GP, 0, invpcid rax, [abs of_window]     ; PCID 5, and there are none
        completes invpcid rax, [abs descriptor0]
        ret

map_first:
        mov     dword [abs first], 1
        mov     eax, first + 3
        jmp     map
map_second:
        mov     dword [abs second], 2
        mov     eax, second + 3
map:    mov     [abs own_table + ((window >> 12) & 511) * 8], rax
        mov     qword [abs directory + (window >> 21) * 8], own_table + 7
        ret

        align   16
descriptor0     dq 0, 0
of_window       dq 5, window
not_canonical   dq 0, 0x800000000000
reserved        dq 0x1000, 0
first           equ 0x310000 + 0x100000
second          equ 0x311000 + 0x100000
