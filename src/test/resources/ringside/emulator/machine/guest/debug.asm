; debug.asm: breakpoints of the debug registers (SDM, "Debug Registers", "Debug Exceptions").
%include "harness32.inc"

%define TF      0x100
%define RF      0x10000
%define CR4_DE  8
%define B0      1
%define B1      2
%define B3      8
%define BD      0x2000
%define BS      0x4000

; watch REGISTER, ADDRESS, DR7
%macro watch 3
        mov     eax, %2
        mov     dr%1, eax
        xor     eax, eax
        mov     dr6, eax
        mov     eax, %3
        mov     dr7, eax
%endmacro

; reported BITS: these four and BD, BS, BT are in DR6.
%macro reported 1
        mov     eax, dr6
        and     eax, 0xE00F
        expect  eax, %1
%endmacro

; prepare RESUME: the next debug exception goes on there.
%macro prepare 1
        mov     dword [resume], %1
        mov     dword [got_vector], NONE
        mov     dword [got_eip], 0
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
%endmacro

; watching_nothing: no breakpoint is enabled.
%macro watching_nothing 0
        xor     eax, eax
        mov     dr7, eax
%endmacro

; Fields of DR7 for breakpoint n: enabled locally, R/W, LEN.
%define ON(n)           (1 << (2 * n))
%define ON_GLOBALLY(n)  (2 << (2 * n))
%define WRITES(n)       (1 << (16 + 4 * n))
%define PORTS(n)        (2 << (16 + 4 * n))
%define ACCESSES(n)     (3 << (16 + 4 * n))
%define WORD(n)         (1 << (18 + 4 * n))
%define DOUBLEWORD(n)   (3 << (18 + 4 * n))

tests:
        ; An instruction breakpoint is the one fault without RF in its frame; the handler sets it,
        ; and RF lets the instruction run.
        watch   0, row1, ON(0)
        mov     dword [resume], row1_end
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
row1:   nop
row1_end:
        push    dword row1_end
        push    dword row1
        push    dword 0
        push    dword DB
        call    compare
        mov     eax, [got_flags]
        and     eax, RF
        expect  eax, 0
        reported B0
        watch   0, row2, ON_GLOBALLY(0)
        mov     dword [got_vector], NONE
        mov     dword [resume], row2_end
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
        pushfd
        or      dword [esp], RF
        push    dword CODE0
        push    dword row2
        iret
row2:   nop
row2_end:
        expect  dword [got_vector], NONE
        reported 0

        ; A repeated string instruction meets it once, before the first iteration.
        watch   0, row3, ON(0)
        mov     edi, target
        mov     ecx, 3
        mov     dword [resume], row3_end
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
row3:   rep stosb
row3_end:
        expect  dword [got_vector], DB
        expect  ecx, 3

        ; MOV SS holds it off.
        watch   0, row4, ON(0)
        mov     ecx, DATA0
        completes call held_off

        ; A write breakpoint traps behind the instruction, and reads do not meet it.
        watch   1, target, ON(1) | WRITES(1) | DOUBLEWORD(1)
        traps   DB, mov dword [target], 1
        reported B1
        watch   1, target, ON(1) | WRITES(1) | DOUBLEWORD(1)
        completes mov eax, [target]
        traps   DB, mov byte [target + 3], 1            ; within its four bytes
        traps   DB, mov word [target - 1], 1            ; across its begin
        mov     eax, target
        traps   DB, xchg [eax], ecx
        completes mov byte [target + 4], 1
        completes mov dword [target - 4], 1
        traps   DB, inc dword [target]
        watch   1, target + 2, ON(1) | WRITES(1) | DOUBLEWORD(1)
        traps   DB, mov byte [target], 1                ; the address is taken as aligned
        watch   1, target, ON(1) | WRITES(1)
        traps   DB, mov byte [target], 1
        completes mov byte [target + 1], 1
        watch   1, target, ON(1) | WRITES(1) | WORD(1)
        traps   DB, mov byte [target + 1], 1
        completes mov byte [target + 2], 1

        ; A read-or-write breakpoint meets both.
        watch   3, target, ON(3) | ACCESSES(3) | DOUBLEWORD(3)
        traps   DB, mov eax, [target]
        reported B3
        traps   DB, mov [target], eax

        ; Two at once, and with a single step.
        watch   3, target, ON(3) | ACCESSES(3) | DOUBLEWORD(3)
        mov     eax, target
        mov     dr0, eax
        mov     eax, ON(0) | ACCESSES(0) | ON(3) | ACCESSES(3) | DOUBLEWORD(3)
        mov     dr7, eax
        traps   DB, mov [target], al
        reported B0 | B3
        watch   1, target, ON(1) | WRITES(1)
        mov     dword [resume], row5_end
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
        mov     eax, [saved_flags]
        or      eax, TF
        push    eax
        popfd
        mov     byte [target], 1
row5:   nop
row5_end:
        watching_nothing
        expect  dword [got_eip], row5
        reported BS | B1

        ; B0 to B3 are of the last exception, BS and BD stay until software clears them.
        watch   1, target, ON(1) | WRITES(1)
        mov     eax, BS | BD | B0 | B3
        mov     dr6, eax
        traps   DB, mov byte [target], 1
        reported BS | BD | B1

        ; A fault takes back what the instruction has met before it.
        watch   1, target, ON(1) | ACCESSES(1) | DOUBLEWORD(1)
        mov     esi, target
        xor     eax, eax
        mov     es, ax
        faults  GP, 0, movsd
        mov     ax, DATA0
        mov     es, ax
        reported 0

        ; A trap between two iterations has RF in its frame, that after the last has not.
        watch   1, target + 8, ON(1) | WRITES(1)
        mov     edi, target + 8
        mov     ecx, 2
        prepare row6_end
row6:   rep stosb
row6_end:
        expect  dword [got_eip], row6
        mov     eax, [got_flags]
        and     eax, RF
        expect  eax, RF
        watch   1, target + 8, ON(1) | WRITES(1)
        mov     edi, target + 8
        mov     ecx, 1
        traps   DB, rep stosb
        mov     eax, [got_flags]
        and     eax, RF
        expect  eax, 0

        ; MOV SS: its own single step is lost, but a breakpoint that it meets waits. INT1 tells of
        ; it together with itself; behind INT n it comes before the handler's first instruction.
        watching_nothing
        mov     dr6, eax
        mov     ecx, DATA0
        prepare row7
        pushfd
        or      dword [esp], TF
        popfd
        mov     ss, ecx
        int1
row7:   expect  dword [got_eip], row7
        reported 0
        watch   1, selector, ON(1) | ACCESSES(1) | WORD(1)
        prepare row8
        mov     ss, [selector]
        int1
row8:   expect  dword [got_eip], row8
        reported B1
        watch   1, selector, ON(1) | ACCESSES(1) | WORD(1)
        prepare row9
        mov     ss, [selector]
        int     BP
row9:   expect  dword [got_eip], stubs + 16 * BP
        reported B1

        ; Not enabled.
        watch   1, target, WRITES(1) | DOUBLEWORD(1)
        completes mov dword [target], 1

        ; Ports, with CR4.DE.
        mov     eax, cr4
        or      eax, CR4_DE
        mov     cr4, eax
        mov     edx, 0x80
        watch   0, 0x80, ON(0) | PORTS(0)
        traps   DB, out dx, al
        reported B0
        watch   0, 0x80, ON(0) | PORTS(0)
        traps   DB, in al, 0x80
        completes in al, 0x61
        watching_nothing

        ; DR4 and DR5 are DR6 and DR7, but invalid with CR4.DE.
        faults  UD, 0, mov eax, dr4
        mov     eax, cr4
        and     eax, ~CR4_DE
        mov     cr4, eax
        completes mov ecx, dr5
        mov     eax, dr7
        expect  ecx, eax

        ; GD guards the registers, and the exception clears it.
        xor     eax, eax
        mov     dr6, eax
        mov     eax, 0x2000
        mov     dr7, eax
        faults  DB, 0, mov eax, dr0
        reported BD
        mov     eax, dr7
        expect  eax, 0x400
        ret

held_off:
        mov     ss, ecx
row4:   nop
        push    eax
        watching_nothing
        pop     eax
        ret

        align   16
        dd      0
target  dd      0
        dd      0
        dd      0
selector dw     DATA0
