; privileges.asm: IOPL, ports, flags, single steps and privileged instructions (SDM, "I/O
; Protection", "Privileged Instructions", "Single-Step Exception Condition").
%include "harness32.inc"

%define IF      0x200
%define IOPL3   0x3000
%define TF      0x100
%define io_map  (tss + 104)

tests:
        ; CLI and STI obey IOPL.
        user_faults GP, 0, cli
        user_faults GP, 0, sti
        mov     dword [user_flags], IOPL3 | 2
        user_completes cli
        user_completes sti
        expect  dword [got_flags], IOPL3 | IF | 2
        mov     dword [user_flags], 2

        ; POPF never faults: where IF and IOPL may not change they stay.
        user_program popf_all, USER_DONE, 0, 0
        expect  dword [got_flags], 2
        mov     dword [user_flags], IF | 2
        user_program popf_none, USER_DONE, 0, 0
        expect  dword [got_flags], IF | 2
        mov     dword [user_flags], IOPL3 | 2           ; now IF may change, IOPL still not
        user_program popf_all, USER_DONE, 0, 0
        expect  dword [got_flags], IOPL3 | IF | 2
        mov     dword [user_flags], 2

        ; Ports: CPL above IOPL asks the permission map.
        mov     word [tss + 102], 0x1000                ; beyond the TSS: no map
        mov     edx, 0x300
        user_faults GP, 0, in al, dx
        user_faults GP, 0, out 0x21, al
        mov     dword [user_flags], IOPL3 | 2
        user_completes in al, dx
        mov     dword [user_flags], 2
        mov     word [tss + 102], 104
        mov     ecx, 0x100
.deny:  mov     byte [io_map + ecx - 1], 0xFF
        loop    .deny
        mov     byte [io_map + 0x300 / 8], 0xF0         ; ports 300 to 303
        user_completes in al, dx
        user_completes in ax, dx
        user_completes in eax, dx
        mov     edx, 0x303
        user_completes in al, dx
        user_faults GP, 0, in ax, dx
        mov     edx, 0x304
        user_faults GP, 0, in al, dx
        mov     edx, 0x2FF
        user_faults GP, 0, in ax, dx
        mov     edx, 0x800                              ; beyond the map
        user_faults GP, 0, in al, dx
        mov     edx, 0xFFFF
        user_faults GP, 0, in al, dx

        ; Instructions for CPL 0 only.
        user_faults GP, 0, hlt
        user_faults GP, 0, clts
        user_faults GP, 0, lgdt [gdtr]
        user_faults GP, 0, lidt [idtr]
        user_faults GP, 0, lldt ax
        user_faults GP, 0, ltr ax
        user_faults GP, 0, lmsw ax
        user_faults GP, 0, invlpg [eax]
        user_faults GP, 0, wbinvd
        user_faults GP, 0, invd
        user_faults GP, 0, mov eax, cr0
        user_faults GP, 0, mov cr3, eax
        user_faults GP, 0, mov eax, dr7
        user_faults GP, 0, rdmsr
        user_faults GP, 0, wrmsr
        ; And for everybody: the holes of the architecture.
        mov     ebx, DATA3
        mov     ds, ebx
        user_completes sgdt [0x142000]
        mov     ds, ebx
        user_completes sidt [0x142000]
        user_completes sldt eax
        user_completes str eax
        user_completes smsw eax
        user_completes pushf
        mov     eax, cr4
        or      eax, 0x800                              ; UMIP closes them
        mov     cr4, eax
        mov     ds, ebx
        user_faults GP, 0, sgdt [0x142000]
        mov     ds, ebx
        user_faults GP, 0, sidt [0x142000]
        user_faults GP, 0, sldt eax
        user_faults GP, 0, str eax
        user_faults GP, 0, smsw eax
        completes sgdt [0x142000]
        mov     eax, cr4
        and     eax, ~0x800
        mov     cr4, eax
        mov     eax, DATA0
        mov     ds, eax

        ; TF traps after the next instruction, with BS in DR6.
        pushfd
        or      dword [esp], TF
        xor     eax, eax
        mov     dr6, eax
        mov     dword [resume], .stepped
        mov     dword [got_vector], NONE
        mov     dword [saved_flags], 2
        lea     ebx, [esp + 4]
        mov     [saved_esp], ebx
        popfd
        nop
.after_nop:
        nop
.stepped:
        expect  dword [got_vector], DB
        expect  dword [got_eip], .after_nop
        mov     eax, dr6
        and     eax, 0x4000
        expect  eax, 0x4000
        ; MOV SS holds the trap back by one instruction.
        pushfd
        or      dword [esp], TF
        mov     dword [resume], .held
        mov     dword [got_vector], NONE
        lea     ebx, [esp + 4]
        mov     [saved_esp], ebx
        mov     eax, ss
        popfd
        mov     ss, eax
        nop
.after_held:
        nop
.held:  expect  dword [got_vector], DB
        expect  dword [got_eip], .after_held
        ; INT n clears TF before its handler's first instruction, and does not trap after itself.
        pushfd
        or      dword [esp], TF
        mov     dword [resume], .called
        mov     dword [got_vector], NONE
        lea     ebx, [esp + 4]
        mov     [saved_esp], ebx
        popfd
        int     0x42
.called:
        expect  dword [got_vector], 0x42
        mov     eax, [got_flags]
        and     eax, TF
        expect  eax, TF

        call    registers
        call    inspection
        ret

popf_all:
        push    dword IF | IOPL3 | 2
        popfd
        int     USER_DONE
popf_none:
        push    dword 2
        popfd
        int     USER_DONE

; What may be written to control registers and MSRs.
registers:
        mov     eax, cr0
        mov     ebx, eax
        or      eax, 0x80000000
        and     eax, ~1
        faults  GP, 0, mov cr0, eax                     ; PG without PE
        mov     eax, ebx
        or      eax, 0x20000000
        and     eax, ~0x40000000
        faults  GP, 0, mov cr0, eax                     ; NW without CD
        mov     eax, ebx
        and     eax, ~0x10
        completes mov cr0, eax                          ; ET cannot be cleared
        mov     eax, cr0
        and     eax, 0x10
        expect  eax, 0x10
        mov     eax, ebx
        mov     cr0, eax
        faults  UD, 0, db 0x0F, 0x22, 0xC8              ; mov cr1, eax
        faults  UD, 0, db 0x0F, 0x20, 0xE8              ; mov eax, cr5
        mov     eax, cr4
        or      eax, 0x80000000
        faults  GP, 0, mov cr4, eax
        mov     eax, 8
        lmsw    ax                                      ; PE stays, TS is set
        mov     eax, cr0
        and     eax, 9
        expect  eax, 9
        clts
        mov     eax, cr0
        and     eax, 8
        expect  eax, 0

        mov     ecx, 0x12345678
        faults  GP, 0, rdmsr
        faults  GP, 0, wrmsr
        mov     ecx, 0xC0000080
        rdmsr
        or      edx, 1
        faults  GP, 0, wrmsr                            ; reserved bits of EFER
        mov     ecx, 0x277
        mov     eax, 2                                  ; no memory type
        xor     edx, edx
        faults  GP, 0, wrmsr
        mov     ecx, 0xC0000082
        mov     edx, 0x00008000                         ; LSTAR: not canonical
        faults  GP, 0, wrmsr
        mov     ecx, 0x174
        mov     eax, 8
        xor     edx, edx
        completes wrmsr
        rdmsr
        expect  eax, 8
        ; RDTSC obeys CR4.TSD.
        user_completes rdtsc
        mov     eax, cr4
        or      eax, 4
        mov     cr4, eax
        user_faults GP, 0, rdtsc
        completes rdtsc
        mov     eax, cr4
        and     eax, ~4
        mov     cr4, eax
        ret

; LAR, LSL, VERR, VERW and ARPL.
inspection:
        push    ds
        pop     es
        mov     esi, own_descriptors
        mov     edi, gdt.spare
        mov     ecx, own_descriptors.end - own_descriptors
        rep movsb
        mov     ebx, SPARE
        lar     eax, ebx
        jnz     .no_lar
        expect  eax, 0x00409300
        lsl     eax, ebx
        expect  eax, 0x12345
        mov     ebx, SPARE + 8
        lsl     eax, ebx
        expect  eax, 0x12345FFF
        mov     ebx, TSS_SEL
        lar     eax, ebx
        expect  eax, 0x8B00
        lsl     eax, ebx
        expect  eax, 0x167
        mov     eax, 0x55
        mov     ebx, 0xFFF8
        lar     eax, ebx
        jz      .no_lar
        expect  eax, 0x55                               ; not touched
        xor     ebx, ebx
        lsl     eax, ebx
        jz      .no_lar
        mov     ebx, DATA0 | 3                          ; RPL 3 may not see DPL 0
        lar     eax, ebx
        jz      .no_lar
        mov     ebx, SPARE + 16                         ; an interrupt gate has no rights
        lar     eax, ebx
        jz      .no_lar
        mov     ebx, SPARE + 24                         ; a call gate has, but no limit
        lar     eax, ebx
        jnz     .no_lar
        expect  eax, 0x00008C00
        lsl     eax, ebx
        jz      .no_lar
        mov     ebx, CODE0
        verr    bx
        jnz     .no_lar
        verw    bx
        jz      .no_lar
        mov     ebx, DATA0
        verw    bx
        jnz     .no_lar
        mov     ebx, SPARE + 32                         ; execute-only
        verr    bx
        jz      .no_lar
        mov     eax, 0x1230
        mov     ebx, 3
        arpl    ax, bx
        jnz     .no_lar
        expect  eax, 0x1233
        mov     ebx, 1
        arpl    ax, bx
        jz      .no_lar
        expect  eax, 0x1233
        ret
.no_lar:
        expect  dword [wrong], -1
        ret

own_descriptors:
        descriptor 0, 0x12345, 0x93, 0x4
        descriptor 0, 0x12345, 0x93, 0xC
        gate    CODE0, 0, 0x8E, 0
        gate    CODE0, 0, 0x8C, 0
        descriptor 0, 0xFFFFF, 0x99, 0xC
.end:
