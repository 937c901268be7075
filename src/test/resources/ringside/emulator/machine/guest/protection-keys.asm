; protection-keys.asm: rights by protection key, MONITOR and MWAIT (SDM, "Protection Keys",
; "RDPKRU", "WRPKRU", "XSAVE", "MONITOR", "MWAIT").
%include "harness64.inc"

%define CR4_PKE         (1 << 22)
%define CR4_OSXSAVE     (1 << 18)
%define CR0_WP          (1 << 16)
%define PK              0x20
%define KEY             5
%define ACCESS_DISABLE  (1 << (2 * KEY))
%define WRITE_DISABLE   (2 << (2 * KEY))
%define PKRU_OFFSET     0xA80           ; of this processor; CPUID leaf D, subleaf 9

page    equ 0x600000                    ; 2 MiB with this key, and user rights
area    equ 0x300000                    ; of XSAVE

%macro set_pkru 1
        mov     eax, %1
        xor     ecx, ecx
        xor     edx, edx
        wrpkru
%endmacro

%macro change_cr0 2
        mov     rax, cr0
        %1      rax, %2
        mov     cr0, rax
%endmacro

tests:
        mov     eax, 7
        xor     ecx, ecx
        cpuid
        and     ecx, 0x18
%ifdef VENDOR_INTEL
        expect  ecx, 8                                  ; PKU, and not OSPKE
        xor     ecx, ecx
        faults  UD, 0, rdpkru                           ; CR4.PKE is 0
        faults  UD, 0, wrpkru
        mov     rax, cr4
        or      eax, CR4_PKE | CR4_OSXSAVE
        mov     cr4, rax
        mov     eax, 7
        xor     ecx, ecx
        cpuid
        and     ecx, 0x18
        expect  ecx, 0x18
        mov     ecx, 1
        faults  GP, 0, rdpkru
        faults  GP, 0, wrpkru
        xor     ecx, ecx
        mov     edx, 1
        faults  GP, 0, wrpkru
        set_pkru 0x55555554
        mov     edx, -1
        rdpkru
        expect  eax, 0x55555554
        expect  edx, 0
        call    keys
        call    saved_state
%else
        expect  ecx, 0
        faults  UD, 0, rdpkru
        faults  UD, 0, wrpkru
        mov     rax, cr4
        or      eax, CR4_PKE
        faults  GP, 0, mov cr4, rax
%endif
        call    monitor_and_wait
        ret

keys:
        mov     rax, page | 0x87 | (KEY << 59)
        mov     [abs directory + (page >> 21) * 8], rax
        invlpg  [abs page]
        set_pkru 0
        mov     dword [abs page], 1
        mov     rbx, page
        ; Access disable: no data access by anybody, but instructions may be fetched.
        mov     byte [abs page + 16], 0xC3              ; RET
        set_pkru ACCESS_DISABLE
        faults  PF, 0x21, mov eax, [rbx]
        faults  PF, 0x23, mov [rbx], eax
        user_faults PF, 0x25, mov eax, [rbx]
        user_faults PF, 0x27, mov [rbx], eax
        lea     rax, [rbx + 16]
        completes call rax
        ; Write disable: loads yes, stores no; at CPL 0 only with CR0.WP.
        set_pkru WRITE_DISABLE
        completes mov eax, [rbx]
        faults  PF, 0x23, mov [rbx], eax
        user_completes mov eax, [rbx]
        user_faults PF, 0x27, mov [rbx], eax
        user_faults PF, 0x27, inc dword [rbx]
        change_cr0 and, ~CR0_WP
        completes mov [rbx], eax
        user_faults PF, 0x27, mov [rbx], eax
        change_cr0 or, CR0_WP
        faults  PF, 0x23, mov [rbx], eax
        ; Another key's bits do not matter.
        set_pkru ~(3 | 3 << (2 * KEY))                  ; key 0 is that of the stacks
        user_completes mov eax, [rbx]
        set_pkru 0
        user_completes mov [rbx], eax
        ; Supervisor pages have no key.
        mov     rax, page | 0x83 | (KEY << 59)
        mov     [abs directory + (page >> 21) * 8], rax
        invlpg  [abs page]
        set_pkru ACCESS_DISABLE
        completes mov [rbx], eax
        user_faults PF, 5, mov eax, [rbx]               ; U/S forbids it, not the key
        ; Both reasons are told of.
        mov     rax, page | 0x85 | (KEY << 59)          ; user, not writable
        mov     [abs directory + (page >> 21) * 8], rax
        invlpg  [abs page]
        set_pkru WRITE_DISABLE
        user_faults PF, 0x27, mov [rbx], eax
        set_pkru 0
        user_faults PF, 7, mov [rbx], eax
        ret

saved_state:
        mov     eax, 0xD
        xor     ecx, ecx
        cpuid
        expect  eax, 0x203
        expect  ebx, 576                                ; for what XCR0 enables
        expect  ecx, PKRU_OFFSET + 8                    ; for all
        mov     eax, 0xD
        mov     ecx, 9
        cpuid
        expect  eax, 8
        expect  ebx, PKRU_OFFSET
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 0x207
        faults  GP, 0, xsetbv
        mov     eax, 0x203
        completes xsetbv
        mov     eax, 0xD
        cpuid
        expect  ebx, PKRU_OFFSET + 8
        set_pkru 0x1234
        mov     rdi, area
        mov     ecx, (PKRU_OFFSET + 8) / 8
        mov     rax, -1
        rep stosq
        mov     rdi, area
        mov     qword [rdi + 512], 0
        mov     eax, 0x200
        xor     edx, edx
        xsave   [rdi]
        expect  qword [rdi + 512], 0x200
        expect  qword [rdi + PKRU_OFFSET], 0x1234
        expect  qword [rdi], -1
        set_pkru 0x5678
        mov     qword [rdi + 520], 0
        mov     qword [rdi + 528], 0
        mov     eax, 0x200
        xor     edx, edx
        xrstor  [rdi]
        xor     ecx, ecx
        rdpkru
        expect  eax, 0x1234
        ; Not present: initial.
        mov     qword [rdi + 512], 0
        mov     eax, 0x200
        xrstor  [rdi]
        rdpkru
        expect  eax, 0
        ; An initial component is not in use.
        mov     qword [rdi + 512], 0x200
        mov     eax, 0x200
        xsave   [rdi]
        expect  qword [rdi + 512], 0
        ; Compacted it follows the header.
        set_pkru 0x9ABC
        mov     eax, 0x200
        xsavec  [rdi]
        expect  qword [rdi + 512], 0x200
        mov     rax, 0x8000000000000200
        expect  qword [rdi + 520], rax
        expect  qword [rdi + 576], 0x9ABC
        set_pkru 0
        mov     qword [rdi + 528], 0
        mov     r8d, 5
.zeros: mov     qword [rdi + 528 + r8 * 8], 0
        dec     r8d
        jnz     .zeros
        mov     eax, 0x200
        xor     edx, edx
        xrstor  [rdi]
        rdpkru
        expect  eax, 0x9ABC
        set_pkru 0
        ret

monitor_and_wait:
        mov     eax, 5
        cpuid
        expect  eax, 64
        expect  ebx, 64
        mov     rax, page
        mov     ecx, 1
        faults  GP, 0, monitor                          ; no extensions
        xor     ecx, ecx
        mov     rax, 0x0000800000000000
        faults  GP, 0, monitor                          ; not canonical
        mov     rax, 0x40000000
        faults  PF, 0, monitor                          ; it loads
        mov     rax, target
        completes monitor
        mov     ecx, 2
        faults  GP, 0, mwait
        xor     ecx, ecx
        completes mwait                                 ; not armed: the fault came between
        user_faults UD, 0, monitor
        user_faults UD, 0, mwait
        ; Armed it waits; the timer ends that, although interrupts are masked.
        mov     al, 0x30
        out     0x43, al
        xor     eax, eax
        out     0x40, al
        out     0x40, al
        rdtsc
        mov     esi, eax
        mov     rax, target
        xor     ecx, ecx
        xor     edx, edx
        monitor
        mov     ecx, 1
        mwait
        rdtsc
        sub     eax, esi
        cmp     eax, 1000
        seta    al
        movzx   eax, al
        expect  eax, 1
%ifdef VENDOR_INTEL
        ; IA32_MISC_ENABLE hides it; other bits are remembered, reserved ones fault.
        mov     ecx, 0x1A0
        rdmsr
        mov     edi, eax
        and     eax, ~(1 << 18)
        or      eax, 1 << 23
        wrmsr
        rdmsr
        and     eax, (1 << 18) | (1 << 23) | 0x1800
        expect  eax, (1 << 23) | 0x1800
        mov     eax, 1
        cpuid
        and     ecx, 8
        expect  ecx, 0
        mov     ecx, 0x1A0
        mov     eax, 2
        xor     edx, edx
        faults  GP, 0, wrmsr
        mov     eax, edi
        wrmsr
        mov     eax, 1
        cpuid
        and     ecx, 8
        expect  ecx, 8
%endif
        ret

target  dq 0
