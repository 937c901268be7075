; paging32.asm: two-level paging: error codes, rights, accessed and dirty bits, the TLB (SDM,
; "32-Bit Paging", "Access Rights", "Caching Translation Information").
%include "harness32.inc"

%define P       1
%define RW      2
%define US      4
%define A       0x20
%define D       0x40
%define PS      0x80

; Error codes.
%define WRITE   2
%define USER    4

directory       equ 0x200000
low_table       equ 0x201000            ; 0 to 4 MiB: identity, user, writable
table           equ 0x202000            ; 8 MiB to 12 MiB: the rows' own
window          equ 0x800000
frame           equ 0x300000
entry           equ table               ; of the page at `window`
pde             equ directory + (window >> 22) * 4

; page_faults ERROR CODE, instruction: #PF with CR2 = window.
%macro page_faults 2+
        faults  PF, %1, %2
        expect  dword [got_cr2], window
%endmacro
%macro user_page_faults 2+
        user_faults PF, %1, %2
        expect  dword [got_cr2], window
%endmacro
; with ENTRY: the window's page-table entry, and a flushed TLB.
%macro with 1
        mov     dword [entry], %1
        mov     eax, cr3
        mov     cr3, eax
%endmacro

tests:
        mov     edi, directory
        mov     ecx, 3 * 1024
        xor     eax, eax
        cld
        rep stosd
        mov     edi, low_table
        mov     eax, P | RW | US
.fill:  stosd
        add     eax, 0x1000
        cmp     eax, 0x400000
        jb      .fill
        mov     dword [directory], low_table + (P | RW | US)
        mov     dword [pde], table + (P | RW | US)
        mov     eax, directory
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        call    write_allow

        ; Not present.
        with    0
        page_faults 0, mov al, [window]
        page_faults WRITE, mov [window], al
        page_faults WRITE, inc byte [window]
        page_faults 0, cmp byte [window], 0
        user_data
        user_page_faults USER, mov al, [window]
        user_data
        user_page_faults USER | WRITE, mov [window], al
        ; Supervisor page.
        with    frame + (P | RW)
        completes mov [window], al
        user_data
        user_page_faults P | USER, mov al, [window]
        user_data
        user_page_faults P | USER | WRITE, mov [window], al
        ; Read-only pages stop CPL 3 always, supervisors if CR0.WP says so.
        with    frame + (P | US)
        user_data
        user_completes mov al, [window]
        user_data
        user_page_faults P | USER | WRITE, mov [window], al
        completes mov [window], al
        call    write_protect
        page_faults P | WRITE, mov [window], al
        page_faults P | WRITE, inc byte [window]
        completes mov al, [window]
        call    write_allow
        completes mov [window], al
        ; Rights of the directory count as well.
        with    frame + (P | RW | US)
        and     dword [pde], ~US
        call    flush
        user_data
        user_page_faults P | USER, mov al, [window]
        or      dword [pde], US
        and     dword [pde], ~RW
        call    flush
        user_data
        user_page_faults P | USER | WRITE, mov [window], al
        or      dword [pde], RW
        mov     dword [pde], 0
        call    flush
        page_faults 0, mov al, [window]
        mov     dword [pde], table + (P | RW | US)

        ; Accessed and dirty.
        with    frame + (P | RW | US)
        mov     al, [window]
        expect  dword [entry], frame + (P | RW | US | A)
        mov     [window], al
        expect  dword [entry], frame + (P | RW | US | A | D)
        mov     eax, [pde]
        expect  eax, table + (P | RW | US | A)
        with    frame + (P | RW | US)
        mov     [window], al
        expect  dword [entry], frame + (P | RW | US | A | D)
        with    frame + (P | US)
        call    write_protect
        page_faults P | WRITE, mov [window], al
        mov     eax, [entry]
        and     eax, D
        expect  eax, 0
        call    write_allow

        ; A translation lives on until something drops it.
        with    frame + (P | RW | US)
        mov     dword [frame], 0x11111111
        mov     dword [frame + 0x1000], 0x22222222
        mov     eax, [window]
        expect  eax, 0x11111111
        mov     dword [entry], frame + 0x1000 + (P | RW | US)
        invlpg  [window]
        mov     eax, [window]
        expect  eax, 0x22222222

        ; An access across two pages: the second faults with its own address, and nothing is written.
        with    frame + (P | RW | US)
        mov     dword [entry + 4], 0
        mov     dword [frame + 0xFFC], 0x55555555
        faults  PF, WRITE, mov dword [window + 0xFFE], -1
        expect  dword [got_cr2], window + 0x1000
        expect  dword [frame + 0xFFC], 0x55555555
        mov     dword [entry + 4], frame + 0x5000 + (P | RW | US)
        invlpg  [window + 0x1000]
        completes mov dword [window + 0xFFE], 0xAABBCCDD
        expect  dword [frame + 0xFFC], 0xCCDD5555
        expect  word [frame + 0x5000], 0xAABB

        ; Instruction fetches.
        mov     word [frame], 0x90F4                    ; hlt, a fault at CPL 3
        mov     byte [frame + 0xFFF], 0xB8              ; mov eax, imm32 across the end
        mov     dword [frame + 0x5000], 0x12345678
        mov     byte [frame + 0x5004], 0xC3             ; ret
        call    window + 0xFFF
        expect  eax, 0x12345678
        mov     dword [entry + 4], 0
        invlpg  [window + 0x1000]
        mov     dword [resume], .fetched
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        mov     eax, window + 0xFFF
        jmp     eax
.fetched:
        expect  dword [got_vector], PF
        expect  dword [got_eip], window + 0xFFF
        expect  dword [got_cr2], window + 0x1000
        expect  dword [got_error], 0
        user_program window, GP, 0, window
        with    frame + (P | RW)
        user_program window, PF, P | USER, window
        expect  dword [got_cr2], window

        ; 4 MiB pages.
        mov     eax, cr4
        or      eax, 0x10
        mov     cr4, eax
        mov     dword [pde], P | RW | US | PS           ; the first 4 MiB once more
        call    flush
        mov     dword [frame + 8], 0xCAFEF00D
        expect  dword [window + frame + 8], 0xCAFEF00D
        mov     eax, [pde]
        expect  eax, P | RW | US | PS | A
        mov     dword [window + frame + 8], 1
        expect  dword [frame + 8], 1
        mov     eax, [pde]
        expect  eax, P | RW | US | PS | A | D
        mov     dword [pde], P | RW | US | PS | 0x200000        ; reserved bit 21
        call    flush
        page_faults P | 8, mov al, [window]
        ; Global pages outlive a load of CR3.
        mov     eax, cr4
        or      eax, 0x80
        mov     cr4, eax
        mov     dword [pde], table + (P | RW | US)
        with    frame + (P | RW | US | 0x100)
        mov     dword [frame], 0x11111111
        expect  dword [window], 0x11111111
        with    frame + 0x1000 + (P | RW | US)
        expect  dword [window], 0x11111111
        invlpg  [window]
        expect  dword [window], 0x22222222

        mov     eax, cr0
        and     eax, 0x7FFFFFFF
        mov     cr0, eax
        ret

flush:
        push    eax
        mov     eax, cr3
        mov     cr3, eax
        pop     eax
        ret
write_protect:
        push    eax
        mov     eax, cr0
        or      eax, 0x10000
        mov     cr0, eax
        pop     eax
        ret
write_allow:
        push    eax
        mov     eax, cr0
        and     eax, ~0x10000
        mov     cr0, eax
        pop     eax
        ret
