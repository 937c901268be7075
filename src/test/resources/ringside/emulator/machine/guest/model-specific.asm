; model-specific.asm: registers that only some processors have (Intel SDM, "Time-Stamp Counter
; Adjustment", "Debug Store Mechanism"; AMD APM, "Debug-Control MSR (DebugCtl)").
%include "harness64.inc"

%define TSC             0x10
%define TSC_ADJUST      0x3B
%define DEBUGCTL        0x1D9
%define LAST_BRANCH     0x1DB
%define LBR             1
%define BTF             2
%define AHEAD           0x10            ; upper half of the counter, where nothing runs to

tests:
        mov     eax, 7
        xor     ecx, ecx
        cpuid
        mov     ecx, TSC_ADJUST
        bt      ebx, 1
        jc      .adjusts
        faults  GP, 0, rdmsr
        faults  GP, 0, wrmsr
        jmp     .debug

.adjusts:
        rdmsr
        expect  eax, 0
        expect  edx, 0
        ; What is added to it is added to the counter.
        mov     edx, AHEAD
        wrmsr
        rdtsc
        expect  edx, AHEAD
        mov     ecx, TSC_ADJUST
        rdmsr
        expect  edx, AHEAD
        expect  eax, 0
        ; And what is written to the counter changes it by as much.
        rdtsc
        mov     edx, AHEAD + 5
        mov     ecx, TSC
        wrmsr
        mov     ecx, TSC_ADJUST
        rdmsr
        expect  edx, AHEAD + 4                  ; a little less than 5: time passed before
        mov     ecx, TSC_ADJUST
        xor     eax, eax
        xor     edx, edx
        wrmsr
        rdtsc
        expect  edx, 0

.debug: mov     ecx, DEBUGCTL
        rdmsr
        expect  eax, 0
        mov     eax, 1 << 16
        xor     edx, edx
        faults  GP, 0, wrmsr
        ; BTF: the trap comes behind the branch, and ends BTF.
        mov     ecx, DEBUGCTL
        xor     edx, edx
        mov     eax, BTF
        wrmsr
        begin_row .after
        pushfq
        or      dword [rsp], 0x100
        popfq
        nop
        nop
        jmp     .there
        nop
.there: nop
.after: expect  qword [abs got_vector], DB
        expect  qword [abs got_rip], .there
        mov     ecx, DEBUGCTL
        rdmsr
        expect  eax, 0
%ifdef VENDOR_AMD
        ; LBR: the last branch taken, by itself and not its target's successors.
        mov     ecx, DEBUGCTL
        xor     edx, edx
        mov     eax, LBR
        wrmsr
.from:  jmp     .to
        nop
.to:    xor     eax, eax
        wrmsr
        mov     ecx, LAST_BRANCH
        rdmsr
        expect  eax, .from
        inc     ecx
        rdmsr
        expect  eax, .to
        faults  GP, 0, wrmsr
%endif
        ret
