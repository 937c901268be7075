; long-mode.asm: delivery, returns, segments, addresses and paging in IA-32e mode (SDM, "Exception
; and Interrupt Handling in 64-bit Mode", "4-Level Paging").
%include "harness64.inc"

%define VECTOR          0x41
%define CODE_LD         SPARE           ; code with L and D: reserved
%define SMALL_DATA      (SPARE + 8)     ; data, 16 bytes
%define CALL_GATE       (SPARE + 16)    ; 64-bit call gate, DPL 3
%define LOW_GATE        (SPARE + 32)    ; call gate to 32-bit code

gate_of_vector  equ idt + VECTOR * 16
inner_stack     equ KERNEL_STACK - 0x1000
window          equ 0x40000000
entry           equ own_table
frame           equ 0x300000

own_descriptors:
        descriptor 0, 0xFFFFF, 0x9B, 0xE
        descriptor 0x300000, 15, 0x93, 0x4
        gate    CODE0, NUMBER(service), 0xEC
        gate    KERNEL32, NUMBER(service), 0xEC
.end:

tests:
        mov     esi, own_descriptors
        mov     edi, gdt.spare
        mov     ecx, own_descriptors.end - own_descriptors
        rep movsb

        ; The frame always has SS and RSP, and is aligned to 16 bytes.
        traps   VECTOR, int VECTOR
        expect  qword [abs got_ss], DATA0
        mov     rax, [abs got_rsp]
        and     eax, 15
        expect  eax, 8                                  ; 40 bytes below an aligned address
        mov     rax, [abs saved_rsp]
        expect  qword [abs got_user_rsp], rax
        expect  qword [abs ss_inside], DATA0
        push    rax
        traps   VECTOR, int VECTOR
        mov     rax, [abs got_rsp]
        and     eax, 15
        expect  eax, 8
        pop     rax
        ; From CPL 3 SS becomes null.
        user_completes nop
        expect  qword [abs ss_inside], 0
        expect  qword [abs got_ss], DATA3
        expect  qword [abs got_cs], CODE3
        expect  qword [abs got_user_rsp], USER_STACK
        expect  qword [abs got_rsp], inner_stack - 40
        user_faults GP, VECTOR * 8 + 2, int VECTOR
        user_faults GP, 0, cli
        user_faults GP, 0, hlt
        ; IST: a stack of its own, also without a change of level; aligned down.
        mov     byte [abs gate_of_vector + 4], 1
        traps   VECTOR, int VECTOR
        expect  qword [abs got_rsp], (IST1_STACK & ~15) - 40
        expect  qword [abs ss_inside], DATA0
        mov     byte [abs gate_of_vector + 4], 0
        ; Gates.
        mov     byte [abs gate_of_vector + 5], 0x86     ; 16-bit gates are not there
        faults  GP, VECTOR * 8 + 2, int VECTOR
        mov     byte [abs gate_of_vector + 5], 0x85     ; nor task gates
        faults  GP, VECTOR * 8 + 2, int VECTOR
        mov     byte [abs gate_of_vector + 5], 0x0E
        faults  NP, VECTOR * 8 + 2, int VECTOR
        mov     byte [abs gate_of_vector + 5], 0x8E
        mov     word [abs gate_of_vector + 2], KERNEL32 ; the handler must be 64-bit code
        faults  GP, KERNEL32, int VECTOR
        mov     word [abs gate_of_vector + 2], CODE_LD
        faults  GP, CODE_LD, int VECTOR
        mov     word [abs gate_of_vector + 2], CODE0
        mov     dword [abs gate_of_vector + 8], 0x8000  ; entry not canonical
        faults  GP, 0, int VECTOR
        mov     dword [abs gate_of_vector + 8], 0

        ; Addresses that are not canonical.
        mov     rbx, 0x0000800000000000
        faults  GP, 0, mov al, [rbx]
        faults  GP, 0, mov [rbx], al
        faults  GP, 0, mov rax, [rbx - 4]
        faults  GP, 0, jmp rbx
        faults  GP, 0, lgdt [rbx]
        mov     rbp, rbx
        faults  SS_FAULT, 0, mov al, [rbp]
        mov     r12, rbx                                ; R12 as a base is not the stack
        faults  GP, 0, mov al, [r12]
        faults  SS_FAULT, 0, mov al, [rsp + rbx]
        mov     rbx, 0x00007FFFFFFFF000                 ; canonical, not mapped
        faults  PF, 0, mov al, [rbx]
        mov     rbx, 0xFFFF800000000000
        faults  PF, 2, mov [rbx], al

        ; Segments: base and limit of DS, ES and SS do not count, those of FS and GS by their base.
        mov     eax, SMALL_DATA
        mov     es, eax
        mov     ds, eax
        completes mov al, [abs 0x300100]
        completes mov al, [es:0x300100]
        mov     eax, DATA0
        mov     ds, eax
        mov     es, eax
        mov     eax, SMALL_DATA
        mov     fs, eax
        mov     byte [abs 0x300100], 0x77
        mov     al, [fs:0x100]                          ; base 300000, limit ignored
        expect  al, 0x77
        mov     ecx, 0xC0000100
        rdmsr
        expect  eax, 0x300000
        mov     eax, 0x300100
        xor     edx, edx
        wrmsr
        mov     al, [fs:0]
        expect  al, 0x77
        mov     eax, 0
        mov     fs, eax
        rdmsr
%ifdef VENDOR_INTEL
        expect  eax, 0
%else
        expect  eax, 0x300100
%endif
        completes mov al, [fs:0x300100 - 0x300100]      ; a null FS may be used
        mov     eax, 0
        completes mov ss, eax                           ; SS may be null at CPL 0
        mov     eax, DATA0
        mov     ss, eax
        mov     eax, 3
        faults  GP, 0, mov ss, eax
        xor     eax, eax
        user_faults GP, 0, mov ss, eax
        faults  UD, 0, db 0x06                          ; push es
        faults  UD, 0, db 0x27                          ; daa
        faults  UD, 0, db 0xEA                          ; jmp far with immediate
        faults  UD, 0, db 0xCE                          ; into

        call    returns
        call    registers
        call    paging
        ret

returns:
        ; IRETQ between 64-bit and compatibility mode.
        mov     qword [abs user_code], CODE32
        user_program compatible, USER_DONE, 0, 0
        expect  qword [abs got_cs], CODE32
        expect  qword [abs got_user_rsp], USER_STACK
        user_program compatible_fault, UD, 0, compatible_fault.ud
        mov     qword [abs user_code], CODE3
        push    qword DATA0
        push    qword KERNEL_STACK
        push    qword 2
        push    qword CODE_LD
        push    qword returns
        faults  GP, CODE_LD, iretq
        mov     qword [rsp + 8], CODE0
        mov     rax, 0x0000800000000000
        mov     [rsp], rax
        faults  GP, 0, iretq
        mov     qword [rsp], returns
        mov     qword [rsp + 32], DATA3
        faults  GP, DATA3 & ~3, iretq
        mov     qword [rsp + 16], 0x4002                ; with NT in the flags now
        pushfq
        or      qword [rsp], 0x4000
        popfq
        faults  GP, 0, iretq                            ; there are no tasks to return to
        pushfq
        and     qword [rsp], ~0x4000
        popfq
        add     rsp, 40
        ; The call gate has 16 bytes; parameters are not copied.
        user_program calls_service, USER_DONE, 0, 0
        expect  qword [abs 0x300200], CODE0
        expect  qword [abs 0x300208], inner_stack - 32
        expect  qword [abs 0x300210], DATA3
        expect  qword [abs 0x300218], USER_STACK
        faults  GP, KERNEL32, call dword far [abs low_pointer]
        faults  GP, 0, call dword far [abs null_pointer]
        ; With REX.W a pointer is 16:64 on Intel; AMD's processors ignore the prefix.
        mov     rbx, wide_pointer
        o64 lgs rax, [rbx]
%ifdef VENDOR_INTEL
        mov     rcx, 0x0010000012345678
        cmp     rax, rcx
        sete    al
        movzx   eax, al
        expect  eax, 1
        mov     ax, gs
        expect  ax, 0
        mov     rbx, far_pointer_64
%else
        expect  rax, 0x12345678
        mov     ax, gs
        expect  ax, DATA0
        mov     rbx, far_pointer_32
%endif
        db      0x48, 0xFF, 0x2B                        ; jmp far [rbx] with REX.W
        expect  eax, 1                                  ; not reached
far_target:
        ret
wide_pointer:
        dd      0x12345678
%ifdef VENDOR_INTEL
        dw      0, DATA0                                ; the upper half of the offset
        dw      0                                       ; a null selector
%else
        dw      DATA0
%endif
far_pointer_64:
        dq      far_target
        dw      CODE0
far_pointer_32:
        dd      far_target
        dw      CODE0
        bits    32
compatible:
        mov     eax, 0x12345678
        int     USER_DONE
compatible_fault:
        inc     eax                                     ; one byte: 40 is no prefix here
.ud:    ud2
        bits    64
calls_service:
        call    dword far [abs service_pointer]
        int     USER_DONE
service:
        mov     rax, cs
        mov     [abs 0x300200], rax
        mov     [abs 0x300208], rsp
        mov     rax, [rsp + 24]
        mov     [abs 0x300210], rax
        mov     rax, [rsp + 16]
        mov     [abs 0x300218], rax
        o64 retf
service_pointer:
        dd      0
        dw      CALL_GATE
low_pointer:
        dd      0
        dw      LOW_GATE
null_pointer:
        dd      0
        dw      0

registers:
        mov     rax, cr0
        and     rax, 0x7FFFFFFF
        faults  GP, 0, mov cr0, rax                     ; paging off in 64-bit mode
        mov     rax, cr0
        bts     rax, 32
        faults  GP, 0, mov cr0, rax
        mov     rax, cr4
        and     rax, ~0x20
        faults  GP, 0, mov cr4, rax                     ; PAE off
        mov     rax, cr3
        bts     rax, 60
        faults  GP, 0, mov cr3, rax
        mov     ecx, 0xC0000080
        rdmsr
        and     eax, ~0x100
        faults  GP, 0, wrmsr                            ; LME off
        rdmsr
        and     eax, ~0x400                             ; LMA is read-only
        completes wrmsr
        rdmsr
        and     eax, 0x500
        expect  eax, 0x500
        mov     eax, 15
        completes mov cr8, rax
        mov     rax, cr8
        expect  eax, 15
        mov     eax, 16
        faults  GP, 0, mov cr8, rax
        xor     eax, eax
        mov     cr8, rax
        ret

; with HIGH, LOW: the window's page-table entry, and a flushed TLB.
%macro with 2
        mov     dword [abs entry], %2
        mov     dword [abs entry + 4], %1
        mov     rax, cr3
        mov     cr3, rax
%endmacro
paging:
        mov     edi, own_table
        xor     eax, eax
        mov     ecx, 1024
        rep stosd
        mov     qword [abs pdpt + 8], own_table + 0x1007        ; 1 GiB up: a directory of our own
        mov     edi, own_table + 0x1000
        mov     ecx, 1024
        rep stosd
        mov     qword [abs own_table + 0x1000], own_table + 7
        with    0, 0
        faults  PF, 0, mov al, [abs window]
        with    0, frame + 7
        mov     dword [abs window], 0x1234
        expect  dword [abs frame], 0x1234
        expect  dword [abs entry], frame + 0x67
        with    0, frame + 3
        user_faults PF, 5, mov al, [abs window]
        with    0, frame + 5
        faults  PF, 3, mov [abs window], al             ; CR0.WP is set
        with    0x80000000, frame + 7
        faults  PF, 9, mov al, [abs window]             ; NXE is 0: bit 63 is reserved
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 0x800
        wrmsr
        with    0x80000000, frame + 7
        completes mov al, [abs window]
        mov     byte [abs frame], 0xC3
        mov     ebx, window
        user_program window, PF, 0x15, window
        with    0x00080000, frame + 7                   ; above MAXPHYADDR
        faults  PF, 9, mov al, [abs window]
        with    0, frame + 7
        ; The U bit of every level counts.
        and     byte [abs own_table + 0x1000], ~4
        with    0, frame + 7
        user_faults PF, 5, mov al, [abs window]
        or      byte [abs own_table + 0x1000], 4
        ; 1 GiB page, and its reserved bits.
        mov     qword [abs pdpt + 8], 0x87
        mov     rax, cr3
        mov     cr3, rax
        mov     dword [abs frame], 0x4321
        expect  dword [abs window + frame], 0x4321
        mov     qword [abs pdpt + 8], 0x2087
        mov     rax, cr3
        mov     cr3, rax
        faults  PF, 9, mov al, [abs window]
        mov     qword [abs pml4 + 8], 0x87              ; PS is reserved in a PML4E
        mov     rbx, 0x8000000000
        faults  PF, 9, mov al, [rbx]
        ret
