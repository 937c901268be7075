; gates.asm: interrupt gates, exceptions in delivery, IRET, call gates (SDM, "Interrupt and
; Exception Handling", "Call Gates").
%include "harness32.inc"

%define ABSENT_CODE     0x30
%define SHORT_CODE      0x38            ; code of 16 bytes
%define GATE3           0x40            ; call gate, DPL 3, to `service` with two parameters
%define GATE0           0x48            ; call gate, DPL 0
%define GATE_ABSENT     0x50
%define GATE_DATA       0x58            ; call gate to a data segment
%define CONFORMING      0x60
%define GATE_SAME       0x68            ; call gate, DPL 0, to `same_level`
%define VECTOR          0x41            ; the gate that rows change

own_descriptors:
        descriptor 0, 0xFFFFF, 0x1B, 0xC
        descriptor 0, 15, 0x9B, 0x4
        gate    CODE0, NUMBER(service), 0xEC, 2
        gate    CODE0, NUMBER(service), 0x8C, 0
        gate    CODE0, NUMBER(service), 0x6C, 0
        gate    DATA0, NUMBER(service), 0xEC, 0
        descriptor 0, 0xFFFFF, 0x9F, 0xC
        gate    CODE0, NUMBER(same_level), 0x8C, 0
.end:

gate_of_vector  equ idt + VECTOR * 8
inner_stack     equ KERNEL_STACK - 0x1000       ; ESP0 of the TSS

tests:
        mov     esi, own_descriptors
        mov     edi, gdt.spare
        mov     ecx, own_descriptors.end - own_descriptors
        cld
        rep movsb

        ; Software interrupts and their gates.
        traps   VECTOR, int VECTOR
        traps   BP, int3
        mov     byte [gate_of_vector + 5], 0x0E         ; not present
        faults  NP, VECTOR * 8 + 2, int VECTOR
        mov     byte [gate_of_vector + 5], 0x8C         ; a call gate
        faults  GP, VECTOR * 8 + 2, int VECTOR
        mov     byte [gate_of_vector + 5], 0x92         ; a data segment
        faults  GP, VECTOR * 8 + 2, int VECTOR
        mov     byte [gate_of_vector + 5], 0x8E
        mov     word [gate_of_vector + 2], 0
        faults  GP, 0, int VECTOR
        mov     word [gate_of_vector + 2], DATA0
        faults  GP, DATA0, int VECTOR
        mov     word [gate_of_vector + 2], 0xFFF8
        faults  GP, 0xFFF8, int VECTOR
        mov     word [gate_of_vector + 2], ABSENT_CODE
        faults  NP, ABSENT_CODE, int VECTOR
        mov     word [gate_of_vector + 2], CODE3        ; outer code
        faults  GP, CODE3 & ~3, int VECTOR
        mov     word [gate_of_vector + 2], SHORT_CODE
        faults  GP, 0, int VECTOR                       ; entry beyond its limit
        mov     word [gate_of_vector + 2], CODE0
        mov     word [idtr], VECTOR * 8 + 6             ; the last byte of the gate is out
        lidt    [idtr]
        faults  GP, VECTOR * 8 + 2, int VECTOR
        mov     word [idtr], 256 * 8 - 1
        lidt    [idtr]
        traps   VECTOR, int VECTOR

        ; From CPL 3 the gate's DPL counts, for exceptions it does not.
        user_faults GP, VECTOR * 8 + 2, int VECTOR
        user_faults GP, BP * 8 + 2, int3
        user_faults UD, 0, ud2
        user_faults DE, 0, db 0xD4, 0                   ; AAM 0
        user_completes nop
        ; What such a call pushes, and where.
        expect  dword [got_esp], inner_stack - 20
        expect  dword [inner_stack - 4], DATA3
        expect  dword [inner_stack - 8], USER_STACK
        expect  dword [inner_stack - 12], 2
        expect  dword [inner_stack - 16], CODE3
        user_faults UD, 0, ud2
        expect  dword [inner_stack - 12], 0x10002       ; a fault pushes RF
        user_faults GP, 0, mov cr3, eax
        expect  dword [got_esp], inner_stack - 20       ; below it the error code
        expect  dword [inner_stack - 24], 0

        ; Interrupt gates clear IF, trap gates do not; both clear TF and NT.
        mov     dword [user_flags], 0x4202              ; NT and IF
        mov     byte [gate_of_vector + 5], 0xEF
        user_program calls_vector, VECTOR, 0, calls_vector.after
        expect  dword [got_flags], 0x4202
        expect  dword [flags_inside], 0x202
        mov     byte [gate_of_vector + 5], 0xEE
        user_program calls_vector, VECTOR, 0, calls_vector.after
        expect  dword [got_flags], 0x4202
        expect  dword [flags_inside], 2
        mov     dword [user_flags], 2

        ; Exceptions while an exception is delivered: EXT is set.
        mov     byte [idt + UD * 8 + 5], 0x0E
        faults  NP, UD * 8 + 3, ud2
        mov     byte [idt + UD * 8 + 5], 0x8E
        mov     word [idt + UD * 8 + 2], ABSENT_CODE
        faults  NP, ABSENT_CODE + 1, ud2
        mov     word [idt + UD * 8 + 2], CODE0
        ; Contributory after contributory is a double fault.
        mov     byte [idt + GP * 8 + 5], 0x0E
        mov     eax, 0xFFF8
        faults  DF, 0, mov es, eax
        mov     byte [idt + DE * 8 + 5], 0x0E
        faults  DF, 0, db 0xD4, 0
        mov     byte [idt + DE * 8 + 5], 0x8E
        mov     byte [idt + GP * 8 + 5], 0x8E
        faults  GP, 0xFFF8, mov es, eax

        call    returns
        call    far_transfers
        ret

calls_vector:
        int     VECTOR
.after:
        ; IRET and its checks.
%macro return_frame 3                           ; flags, CS, EIP
        push    dword %1
        push    dword %2
        push    dword %3
%endmacro
returns:
        return_frame 2, CODE0, .here
        completes iret
.here:  expect  dword [got_vector], NONE
        mov     esp, [saved_esp]
        add     esp, 12
        return_frame 2, 0, .here
        faults  GP, 0, iret
        return_frame 2, DATA0, .here
        faults  GP, DATA0, iret
        return_frame 2, 0xFFF8, .here
        faults  GP, 0xFFF8, iret
        return_frame 2, ABSENT_CODE, .here
        faults  NP, ABSENT_CODE, iret
        return_frame 2, CODE3 & ~3, .here
        faults  GP, CODE3 & ~3, iret
        return_frame 2, SHORT_CODE, 16
        faults  GP, 0, iret
        return_frame 2, CODE0 | 3, .here        ; DPL 0 with RPL 3
        faults  GP, CODE0, iret
        add     esp, 7 * 12
        push    dword DATA0                     ; SS
        push    dword USER_STACK
        return_frame 2, CODE3, .here
        faults  GP, DATA0, iret
        add     esp, 20
        push    dword 0
        push    dword USER_STACK
        return_frame 2, CODE3, .here
        faults  GP, 0, iret
        add     esp, 20
        push    dword DATA3 & ~3
        push    dword USER_STACK
        return_frame 2, CODE3, .here
        faults  GP, DATA3 & ~3, iret
        add     esp, 20
        ; A return to an outer level makes inner data segments null.
        user_faults GP, 0, mov al, [0x142000]
        user_faults GP, 0, mov [es:0x142000], al
        mov     eax, DATA3
        mov     es, eax
        user_completes mov [es:0x142000], al
        ; From CPL 3: inner code cannot be returned to.
        user_program return_inward, GP, CODE0, return_inward.iret
        ret
return_inward:
        return_frame 2, CODE0, return_inward
.iret:  iret

far_transfers:
        completes jmp CODE0:.next
.next:  expect  dword [got_vector], NONE
        faults  GP, 0, jmp 0:.next
        faults  GP, DATA0, jmp DATA0:.next
        faults  GP, CODE3 & ~3, jmp CODE3:.next
        faults  GP, 0xFFF8, jmp 0xFFF8:.next
        faults  NP, ABSENT_CODE, jmp ABSENT_CODE:.next
        faults  GP, 0, jmp SHORT_CODE:16
        faults  GP, CODE0, jmp CODE0 | 3:.next          ; RPL above CPL
        faults  NP, GATE_ABSENT, call GATE_ABSENT:0
        faults  GP, DATA0, call GATE_DATA:0
        faults  GP, 0, call 0:0
        ; A gate to the same level: the frame is two words, and RETF takes them.
        mov     ebx, esp
        call    GATE_SAME:0x12345678
        expect  eax, CODE0
        expect  edx, ebx
        expect  esp, ebx

        ; From CPL 3.
        user_faults GP, CODE0, jmp CODE0:far_transfers
        user_faults GP, GATE0, call GATE0:0
        user_faults NP, GATE_ABSENT, call GATE_ABSENT:0
        user_faults GP, CODE0, jmp GATE3:0              ; a jump does not change the level
        user_program calls_service, USER_DONE, 0, 0
        expect  dword [0x142000], CODE0                 ; CS in the service
        expect  dword [0x142004], inner_stack - 24      ; its ESP
        expect  dword [0x142008], 0x1111                ; the parameters
        expect  dword [0x14200C], 0x2222
        expect  dword [0x142010], DATA3                 ; the caller's SS
        expect  dword [0x142014], USER_STACK - 8        ; and ESP
        expect  dword [0x142018], USER_STACK            ; the caller's ESP after RETF 8
        expect  dword [0x14201C], CODE3                 ; and CS
        user_program to_conforming, USER_DONE, 0, 0
        expect  dword [0x142000], CONFORMING | 3
        ret

calls_service:
        push    dword 0x2222
        push    dword 0x1111
        call    GATE3:0
        mov     ebx, DATA3
        mov     es, ebx
        mov     [es:0x142018], esp
        mov     eax, cs
        mov     [es:0x14201C], eax
        int     USER_DONE

service:
        mov     ebx, DATA0
        mov     es, ebx
        mov     ebx, 0x142000
        mov     eax, cs
        mov     [es:ebx], eax
        mov     [es:ebx + 4], esp
        mov     eax, [esp + 8]
        mov     [es:ebx + 8], eax
        mov     eax, [esp + 12]
        mov     [es:ebx + 12], eax
        mov     eax, [esp + 20]
        mov     [es:ebx + 16], eax
        mov     eax, [esp + 16]
        mov     [es:ebx + 20], eax
        retf    8

same_level:
        mov     eax, cs
        lea     edx, [esp + 8]
        retf

to_conforming:
        jmp     CONFORMING | 3:.there
.there: mov     ebx, DATA3
        mov     es, ebx
        mov     eax, cs
        mov     [es:0x142000], eax
        int     USER_DONE
