; interrupts.asm: device interrupts, interrupt shadows, HLT, REP between interrupts, and code that
; changes itself (SDM, "Masking Maskable Hardware Interrupts", "Self-Modifying Code").
%include "harness32.inc"

%define TIMER_VECTOR 0x60

tests:
        mov     al, 0x11                        ; both chips: ICW1, vectors, cascade, 8086 mode
        out     0x20, al
        out     0xA0, al
        mov     al, TIMER_VECTOR
        out     0x21, al
        mov     al, TIMER_VECTOR + 8
        out     0xA1, al
        mov     al, 4
        out     0x21, al
        mov     al, 2
        out     0xA1, al
        mov     al, 1
        out     0x21, al
        out     0xA1, al
        mov     al, 0xFE                        ; the timer alone
        out     0x21, al
        mov     al, 0xFF
        out     0xA1, al
        mov     eax, on_timer
        mov     [idt + TIMER_VECTOR * 8], ax
        shr     eax, 16
        mov     [idt + TIMER_VECTOR * 8 + 6], ax
        mov     al, 0x34                        ; counter 0, mode 2
        out     0x43, al
        mov     al, 200
        out     0x40, al
        mov     al, 0
        out     0x40, al

        ; HLT waits for the next tick and goes on behind it.
        mov     ecx, 10
.wait:  mov     ebx, [timer_ticks]
        sti
        hlt
        cli
        mov     eax, [timer_ticks]
        sub     eax, ebx
        expect  eax, 1
        dec     ecx
        jnz     .wait

        ; STI lets interrupts in after the next instruction, not before: CLI there closes the door.
        mov     edx, 200
.shut:  mov     ebx, [timer_ticks]
        mov     ecx, 20
.spend: dec     ecx
        jnz     .spend
        sti
        cli
        expect  [timer_ticks], ebx
        dec     edx
        jnz     .shut
        ; With a NOP between, the pending one comes.
        sti
        nop
        cli
        mov     eax, [timer_ticks]
        sub     eax, ebx
        expect  eax, 1
        ; POPF has no shadow.
        mov     ecx, 4000
.more:  dec     ecx
        jnz     .more
        mov     ebx, [timer_ticks]
        pushfd
        or      dword [esp], 0x200
        popfd
        cli
        mov     ecx, [timer_ticks]
        sub     ecx, ebx
        expect  ecx, 1

        ; A string instruction under REP is interrupted between iterations and resumed.
        sti
        mov     ebx, [timer_ticks]
        mov     edi, 0x300000
        mov     ecx, 40000
        mov     eax, 0x5A5A5A5A
        cld
        push    ds
        pop     es
        rep stosd
        cli
        expect  ecx, 0
        expect  edi, 0x300000 + 4 * 40000
        mov     ecx, 40000
        mov     edi, 0x300000
        repe scasd
        jne     .lost
        expect  ecx, 0
        mov     eax, [timer_ticks]
        sub     eax, ebx
        cmp     eax, 5
        ja      .enough
.lost:  expect  dword [wrong], -1
.enough:

        ; Code that changes the next instruction, in the running block.
        mov     ebx, 3
.again: mov     byte [.patched + 1], 1
        mov     [.patched + 1], bl
.patched:
        mov     al, 0
        expect  al, bl
        dec     ebx
        jnz     .again
        ; Code made of bytes, called, changed, called again.
        mov     byte [code_copy], 0xB0
        mov     byte [code_copy + 1], 7
        mov     byte [code_copy + 2], 0xC3
        call    code_copy
        expect  al, 7
        mov     byte [code_copy + 1], 8
        call    code_copy
        expect  al, 8
        ; A string store that overwrites the code behind itself.
        mov     edi, .overwritten
        mov     al, 0x90
        mov     ecx, 5
        rep stosb
.overwritten:
        jmp     strict near .never
        mov     al, 1
        expect  al, 1
        jmp     .done
.never: expect  dword [wrong], -1
.done:  mov     eax, [timer_ticks]
        ret

on_timer:
        push    eax
        inc     dword [timer_ticks]
        mov     al, 0x20
        out     0x20, al
        pop     eax
        iret

timer_ticks     dd 0
code_copy       equ 0x150000
