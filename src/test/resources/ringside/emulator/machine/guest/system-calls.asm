; system-calls.asm: SYSCALL, SYSENTER and their returns, as each vendor has them (SDM and APM,
; "SYSCALL", "SYSRET", "SYSENTER", "SYSEXIT").
%include "harness64.inc"

%macro write_msr 2                      ; index, value of 64 bits
        mov     ecx, %1
        mov     rax, %2
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
%endmacro

tests:
        faults  UD, 0, syscall                          ; EFER.SCE is 0
        faults  UD, 0, sysret
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 1
        wrmsr
        write_msr 0xC0000081, 0x0018000800000000
        write_msr 0xC0000082, from_syscall
        write_msr 0xC0000083, from_compatible
        write_msr 0xC0000084, 0x200                     ; FMASK: IF
        mov     qword [abs user_flags], 0x202
        user_faults GP, 0, o64 sysret

        ; From 64-bit code.
        user_program calls, USER_DONE, 0, 0
        expect  qword [abs entry_rcx], calls.after
        expect  qword [abs entry_r11], 0x202
        expect  qword [abs entry_flags], 2
        expect  qword [abs entry_rsp], USER_STACK
        expect  qword [abs entry_cs], 8
        expect  qword [abs entry_ss], 0x10
        expect  qword [abs got_cs], CODE3
        expect  qword [abs got_ss], DATA3
        expect  qword [abs got_flags], 0x202

        ; SYSRET to an address that is not canonical.
        mov     rcx, 0x0000800000000000
        mov     r11d, 2
%ifdef VENDOR_INTEL
        faults  GP, 0, o64 sysret                       ; still at CPL 0
        expect  qword [abs got_cs], CODE0
%else
        mov     rdx, rcx
        mov     qword [abs resume], .after_switch
        mov     [abs saved_rsp], rsp
        o64 sysret
.after_switch:
        expect  qword [abs got_vector], GP
        expect  qword [abs got_rip], rdx
        expect  qword [abs got_cs], CODE3
%endif

        ; A TF that SYSRET sets traps behind SYSRET, one that SYSCALL masks does not trap at all.
        mov     rcx, calls
        mov     r11d, 0x102
        mov     qword [abs resume], .stepped
        mov     [abs saved_rsp], rsp
        o64 sysret
.stepped:
        expect  qword [abs got_vector], DB
        expect  qword [abs got_rip], calls
        expect  qword [abs got_cs], CODE3
        write_msr 0xC0000084, 0x300                     ; FMASK: IF and TF
        mov     qword [abs user_flags], 0x302
        user_program calls, DB, 0, calls.after
        mov     qword [abs user_flags], 0x202
        write_msr 0xC0000084, 0x200

        ; From compatibility mode SYSCALL is AMD's.
        mov     qword [abs user_code], CODE32
%ifdef VENDOR_INTEL
        user_program compatible_calls, UD, 0, compatible_calls
%else
        user_program compatible_calls, USER_DONE, 0, 0
        expect  qword [abs entry_rcx], compatible_calls.after
        expect  qword [abs got_cs], CODE32
%endif
        mov     qword [abs user_code], CODE3

        ; SYSENTER in long mode is Intel's.
        write_msr 0x174, 0
%ifdef VENDOR_INTEL
        user_faults GP, 0, sysenter                     ; IA32_SYSENTER_CS is 0
        write_msr 0x174, 8
        write_msr 0x175, KERNEL_STACK - 0x2000
        write_msr 0x176, from_sysenter
        user_program enters, 0x42, 0, in_sysenter
        expect  qword [abs got_cs], CODE0
        expect  qword [abs got_user_rsp], KERNEL_STACK - 0x2000
        expect  qword [abs got_flags], 2
        expect  qword [abs got_ss], 0x10
        user_faults GP, 0, sysexit
        mov     rdx, 0x0000800000000000
        mov     ecx, USER_STACK
        faults  GP, 0, o64 sysexit
%else
        user_faults UD, 0, sysenter
        faults  UD, 0, sysexit
%endif

        ; SWAPGS.
        write_msr 0xC0000101, 0x111000
        write_msr 0xC0000102, 0x222000
        swapgs
        mov     ecx, 0xC0000101
        rdmsr
        expect  eax, 0x222000
        mov     ecx, 0xC0000102
        rdmsr
        expect  eax, 0x111000
        user_faults GP, 0, swapgs
        ret

calls:
        syscall
.after: int     USER_DONE
enters:
        sysenter
        bits    32
compatible_calls:
        syscall
.after: int     USER_DONE
        bits    64

from_syscall:
        call    note
        o64 sysret
from_compatible:
        call    note
        sysret
from_sysenter:
        int     0x42
in_sysenter:

note:
        mov     [abs entry_rcx], rcx
        mov     [abs entry_r11], r11
        lea     rax, [rsp + 8]
        mov     [abs entry_rsp], rax
        pushfq
        pop     qword [abs entry_flags]
        mov     rax, cs
        mov     [abs entry_cs], rax
        mov     rax, ss
        mov     [abs entry_ss], rax
        ret

entry_rcx       dq 0
entry_r11       dq 0
entry_rsp       dq 0
entry_flags     dq 0
entry_cs        dq 0
entry_ss        dq 0
