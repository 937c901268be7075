; tasks.asm: hardware task switches (SDM, "Task Management"): JMP, CALL, INT and IRET through 32- and
; 16-bit task state segments and task gates.
%include "harness32.inc"

%define OTHER           0x30            ; TSS of the task that rows switch to
%define SMALL           0x38            ; 16-bit TSS
%define OTHER_GATE      0x40            ; task gate to OTHER, DPL 0
%define USER_GATE       0x48            ; task gate to OTHER, DPL 3
%define ABSENT_GATE     0x50
%define BAD_GATE        0x58            ; task gate to a code segment
%define SHORT_TSS       0x60
%define ABSENT_TSS      0x68
%define LOW_CODE        0x70            ; code that begins at the image, for a 16-bit IP
%define LOW_STACK       0x78            ; stack of 64 KiB, for a 16-bit SP
%define GATE_VECTOR     0x41

%define other           0x142000
%define small           0x142400
%define OTHER_STACK     0x185000
%define NT              0x4000

own_descriptors:
        descriptor other, 0x67, 0x89, 0
        descriptor small, 0x2B, 0x81, 0
        gate    OTHER, 0, 0x85, 0
        gate    OTHER, 0, 0xE5, 0
        gate    OTHER, 0, 0x05, 0
        gate    CODE0, 0, 0x85, 0
        descriptor other, 0x66, 0x89, 0
        descriptor other, 0x67, 0x09, 0
        descriptor 0x100000, 0xFFFFF, 0x9B, 0xC
        descriptor 0x180000, 0xFFFF, 0x93, 0
.end:

; other_task START: it begins there the next time, with known registers.
%macro other_task 1
        mov     dword [other + 32], %1
        call    make_other
%endmacro

; nested_faults VECTOR, ERROR CODE: IRET raises it while NT is set.
%macro nested_faults 2
        pushfd
        or      dword [esp], NT
        popfd
        faults  %1, %2, iret
        pushfd
        and     dword [esp], ~NT
        popfd
%endmacro

; switch_faults VECTOR, ERROR CODE: a JMP to the other task raises it in that task, at `called`.
%macro switch_faults 2
        mov     dword [resume], %%after
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_flags]
        jmp     OTHER:0
%%after:
        mov     eax, DATA0
        mov     es, eax
        mov     fs, eax
        mov     gs, eax
        mov     eax, TSS_SEL
        ltr     ax
        clts
        push    dword %%after
        push    dword called
        push    dword %2
        push    dword %1
        call    compare
%endmacro

tests:
        mov     esi, own_descriptors
        mov     edi, gdt.spare
        mov     ecx, own_descriptors.end - own_descriptors
        cld
        rep movsb

        ; JMP leaves the old task available, and the new one without a link to it.
        other_task jumped
        mov     ebx, 0x1234
        jmp     OTHER:0
        expect  ebx, 0x1234
        expect  dword [seen_ebx], 0xBBBB
        expect  dword [seen_tr], OTHER
        expect  dword [seen_flags], 2
        expect  word [other], 0x5A5A
        expect  byte [seen_busy_old], 0x89
        expect  byte [seen_busy_new], 0x8B
        expect  byte [gdt.spare + 5], 0x89
        expect  byte [gdt.tss + 5], 0x8B
        mov     eax, cr0
        and     eax, 8                                  ; every switch sets TS
        expect  eax, 8
        clts

        ; CALL nests: link, NT, both busy; IRET comes back behind the call.
        other_task called
        mov     ebx, 0x5678
        call    OTHER:0
        expect  ebx, 0x5678
        expect  dword [seen_flags], NT | 2
        expect  word [other], TSS_SEL
        expect  byte [seen_busy_old], 0x8B
        expect  byte [seen_busy_new], 0x8B
        expect  byte [gdt.spare + 5], 0x89
        expect  byte [gdt.tss + 5], 0x8B
        expect  dword [other + 32], called.after        ; where it goes on the next time
        mov     eax, [other + 36]
        and     eax, NT
        expect  eax, 0                                  ; IRET clears NT in what it saves
        pushfd
        pop     eax
        and     eax, NT
        expect  eax, 0

        ; The same through a task gate, and by an interrupt through one.
        other_task called
        call    OTHER_GATE:0
        expect  word [other], TSS_SEL
        other_task called
        mov     dword [idt + GATE_VECTOR * 8], OTHER << 16
        mov     dword [idt + GATE_VECTOR * 8 + 4], 0x8500
        int     GATE_VECTOR
        expect  dword [seen_flags], NT | 2
        expect  word [other], TSS_SEL

        ; An exception pushes its error code on the new stack, and leaves RF in the old task.
        other_task faulted
        mov     eax, 0xFFF8
        push    dword [idt + GP * 8]
        push    dword [idt + GP * 8 + 4]
        mov     dword [idt + GP * 8], OTHER << 16
        mov     dword [idt + GP * 8 + 4], 0x8500
.fault: mov     fs, eax
.skip:  pop     dword [idt + GP * 8 + 4]
        pop     dword [idt + GP * 8]
        expect  dword [seen_error], 0xFFF8
        expect  dword [seen_eip], .fault
%ifndef QEMU                            ; which does not set RF, nor look at the T flag
        mov     eax, [seen_flags]
        and     eax, 0x10000
        expect  eax, 0x10000
%endif

        ; A 16-bit TSS.
        call    make_small
        mov     ebx, 0x12345678
        call    SMALL:0
        expect  ebx, 0x12345678
        expect  dword [seen_tr], SMALL
        expect  word [seen_ebx], 0xBBBB
        expect  word [small], TSS_SEL
        expect  word [small + 14], called.after - image

        ; What is wrong with the target faults in the old task.
        faults  GP, TSS_SEL, jmp TSS_SEL:0              ; busy
        faults  GP, TSS_SEL, call TSS_SEL:0
        faults  NP, ABSENT_TSS, jmp ABSENT_TSS:0
        faults  TS, SHORT_TSS, jmp SHORT_TSS:0
        faults  NP, ABSENT_GATE, call ABSENT_GATE:0
        faults  GP, CODE0, call BAD_GATE:0
        user_faults GP, OTHER, jmp OTHER:0              ; DPL 0
        user_faults GP, OTHER_GATE, call OTHER_GATE:0
        user_faults GP, OTHER, jmp OTHER + 3:0
        mov     byte [gdt.spare + 5], 0x8B
        faults  GP, OTHER, call OTHER_GATE:0
        faults  GP, OTHER, int GATE_VECTOR
        mov     byte [gdt.spare + 5], 0x09
        faults  NP, OTHER, int GATE_VECTOR
        mov     byte [gdt.spare + 5], 0x89
        mov     word [idt + GATE_VECTOR * 8 + 2], 0x34  ; in the LDT
        faults  GP, 0x34, int GATE_VECTOR

        ; The gate's DPL counts, that of the TSS does not.
        other_task called
        user_completes call USER_GATE:0
        expect  dword [seen_flags], NT | 2

        ; IRET with NT: the link must name a busy TSS.
        mov     word [tss], OTHER
        nested_faults TS, OTHER
        mov     word [tss], CODE0
        nested_faults TS, CODE0
        mov     word [tss], 0x7FF8
        nested_faults TS, 0x7FF8

        ; Segments of the new task fault in the new task.
        other_task called
        mov     word [other + 84], 0x7FF8               ; DS beyond the GDT
        switch_faults TS, 0x7FF8
        other_task called
        mov     word [other + 88], 0x14                 ; FS in an LDT that there is not
        switch_faults TS, 0x14

%ifndef QEMU
        other_task called
        xor     eax, eax
        mov     dr6, eax
        mov     word [other + 100], 1
        switch_faults DB, 0
        mov     eax, dr6
        and     eax, 0xE000
        expect  eax, 0x8000
%endif
        ret

; What the tasks do.

look:   pushfd
        pop     dword [seen_flags]
        mov     [seen_ebx], ebx
        xor     eax, eax
        str     ax
        mov     [seen_tr], eax
        mov     al, [gdt.tss + 5]
        mov     [seen_busy_old], al
        mov     al, [gdt.spare + 5]
        mov     [seen_busy_new], al
        ret

jumped: call    look
        jmp     TSS_SEL:0

called: call    look
        clts
        iret
.after: jmp     called

faulted:
        pop     dword [seen_error]
        mov     eax, [tss + 32]
        mov     [seen_eip], eax
        mov     eax, [tss + 36]
        mov     [seen_flags], eax
        mov     dword [tss + 32], tests.skip
        clts
        iret

make_other:
        mov     word [other], 0x5A5A
        mov     dword [other + 36], 2
        mov     dword [other + 52], 0xBBBB
        mov     dword [other + 56], OTHER_STACK
        mov     eax, DATA0
        mov     [other + 72], eax
        mov     dword [other + 76], CODE0
        mov     [other + 80], eax
        mov     [other + 84], eax
        mov     [other + 88], eax
        mov     [other + 92], eax
        mov     dword [other + 96], 0
        mov     dword [other + 100], 104 << 16
        mov     byte [gdt.spare + 5], 0x89
        ret

make_small:
        mov     word [small + 14], called - image
        mov     word [small + 16], 2
        mov     word [small + 24], 0xBBBB
        mov     word [small + 26], 0x5000
        mov     word [small + 34], DATA0
        mov     word [small + 36], LOW_CODE
        mov     word [small + 38], LOW_STACK
        mov     word [small + 40], DATA0
        mov     word [small + 42], 0
        ret

        align   4
seen_ebx        dd 0
seen_tr         dd 0
seen_flags      dd 0
seen_error      dd 0
seen_eip        dd 0
seen_busy_old   db 0
seen_busy_new   db 0
