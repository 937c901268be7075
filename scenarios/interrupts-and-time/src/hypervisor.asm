; hypervisor.asm: owns the timer, and lends the guest interrupts and time.
;
; Two decisions stand in the VMCS. Interrupts of devices leave the guest, whatever its
; own interrupt flag says. And a timer that counts only while the guest runs takes the
; processor back.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "vmcs.inc"
%include "vmx.inc"
%include "pic.inc"

%ifndef TIMER_COUNT
TIMER_COUNT     equ 55                  ; until the one interrupt of this scenario
%endif
%ifndef TIME_SLICE
TIME_SLICE      equ 60 * 32             ; of the preemption timer, in ticks of the TSC
%endif

GUEST_VECTOR    equ 0x30                ; what the guest's kernel calls its timer
EVENT_VALID     equ 1 << 31             ; in the entry-event field; type 0 is "external"

RFLAGS_IF_BIT   equ 1 << 9
BLOCKED_BY_STI  equ 1 << 0              ; in the interruptibility field
BLOCKED_BY_SS   equ 1 << 1

; Extended page tables, as in S20: one page of 2 MiB for all of the guest's memory. In
; the variant stack-missing 4 KiB pages, and one of them is not there.
EPT_ALL         equ 7
EPT_WRITE_BACK  equ 6 << 3
EPT_LARGE       equ 1 << 7
EPT_4_LEVELS    equ 3 << 3

start:
        call    take_the_timer
        call    build_ept
        call    vmx_enter
        mov     edi, AT_VMCS
        call    vmcs_make
        mov     ebx, END_HYPERVISOR_STACK
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     ebx, END_GUEST_STACK
        mov     ecx, AT_GUEST
        call    vmcs_describe_guest
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, PIN_EXTERNAL_INTERRUPT_EXITING
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT | EXIT_ACKNOWLEDGE_INTERRUPT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CPU_SECONDARY_CONTROLS
        vmset_control VMCS_CPU_CONTROLS_2, IA32_VMX_CPU_CONTROLS_2, CPU2_EPT
        vmset   VMCS_EPT_POINTER, AT_EPT | EPT_WRITE_BACK >> 3 | EPT_4_LEVELS
launch:
        vmlaunch
vmx_failed:
        hlt

; The interrupt controller, with line 0 alone, and the timer, for one interrupt.
take_the_timer:
        mov     al, PIC_START
        out     PIC1_COMMAND, al
        out     PIC2_COMMAND, al
        mov     al, PIC1_VECTOR
        out     PIC1_MASK, al
        mov     al, PIC2_VECTOR
        out     PIC2_MASK, al
        mov     al, PIC1_WIRING
        out     PIC1_MASK, al
        mov     al, PIC2_WIRING
        out     PIC2_MASK, al
        mov     al, PIC_8086
        out     PIC1_MASK, al
        out     PIC2_MASK, al
        mov     al, PIC_ONLY_TIMER
        out     PIC1_MASK, al
        mov     al, PIC_ALL_LINES
        out     PIC2_MASK, al
        mov     al, PIT_ONCE
        out     PIT_COMMAND, al
        mov     al, TIMER_COUNT & 0xFF
        out     PIT_COUNTER, al
        mov     al, TIMER_COUNT >> 8
        out     PIT_COUNTER, al         ; it counts from now on
        ret

; Guest-physical addresses are the machine's here: 1 GiB of it, in pages of 2 MiB.
build_ept:
        mov     qword [AT_EPT], (AT_EPT + 0x1000) | EPT_ALL
        mov     qword [AT_EPT + 0x1000], (AT_EPT + 0x2000) | EPT_ALL
        mov     edi, AT_EPT + 0x2000
        mov     eax, EPT_LARGE | EPT_WRITE_BACK | EPT_ALL
.next:
        mov     [rdi], rax
        add     edi, 8
        add     eax, 0x200000
        cmp     edi, AT_EPT + 0x2000 + 8 * 8
        jb      .next
%ifdef STACK_MISSING
        mov     dword [AT_EPT + 0x2000 + (AT_GUEST_STACK >> 21) * 8], 0
%endif
        ret

; ---- Exit ----------------------------------------------------------------------------------
vm_exit:
        push    rax
        push    rcx
        push    rdx
        vmget   rax, VMCS_EXIT_REASON
reason_read:
        cmp     eax, EXIT_EXTERNAL_INTERRUPT
        je      device_interrupt
        cmp     eax, EXIT_INTERRUPT_WINDOW
        je      window_open
        cmp     eax, EXIT_EPT_VIOLATION
        je      delivery_failed
        cmp     eax, EXIT_PREEMPTION_TIMER
        je      time_is_up
entry_refused:                          ; reason 33 with bit 31, in the variant impatient
        hlt

; A device called. The processor has asked the controller for the vector already and
; left it in the VMCS. It is our device and our handler.
device_interrupt:
        vmget   rax, VMCS_EXIT_EVENT    ; 80000020: valid, external, vector 20
event_read:
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al        ; the host's handler is that short here

; The guest shall have an interrupt of its own, 30. May it take one now?
%ifndef IMPATIENT
        vmget   rax, VMCS_GUEST_RFLAGS
        test    eax, RFLAGS_IF_BIT
        jz      wait_for_window
        vmget   rax, VMCS_GUEST_INTERRUPTIBILITY
        test    eax, BLOCKED_BY_STI | BLOCKED_BY_SS
        jnz     wait_for_window
%endif
inject:
        vmset   VMCS_ENTRY_EVENT, EVENT_VALID | GUEST_VECTOR
        call    start_time_slice
        jmp     resume

; No. Ask the processor to come back as soon as the guest may.
wait_for_window:
        vmget   rax, VMCS_CPU_CONTROLS
        or      eax, CPU_INTERRUPT_WINDOW_EXITING
        vmwrite rdx, rax
window_wanted:
        jmp     resume

window_open:
        vmget   rax, VMCS_CPU_CONTROLS
        and     eax, ~CPU_INTERRUPT_WINDOW_EXITING
        vmwrite rdx, rax
        jmp     inject

; The delivery of the event itself needed memory that the guest did not have: its stack.
; Give it that, and deliver again. Who forgets this loses an interrupt.
delivery_failed:
        mov     eax, (AT_GUEST_STACK & ~0x1FFFFF) | EPT_LARGE | EPT_WRITE_BACK | EPT_ALL
        mov     [AT_EPT + 0x2000 + (AT_GUEST_STACK >> 21) * 8], rax
        vmget   rax, VMCS_IDT_VECTORING ; what was being delivered; zero if nothing was
vectoring_read:
        mov     edx, VMCS_ENTRY_EVENT
        vmwrite rdx, rax
        jmp     resume

; From now on the guest has so much time and no more.
start_time_slice:
        vmget   rax, VMCS_PIN_CONTROLS
        or      eax, PIN_PREEMPTION_TIMER
        vmwrite rdx, rax
        vmset   VMCS_PREEMPTION_TIMER, TIME_SLICE
        ret

; The guest was asked for nothing and could do nothing about it.
time_is_up:
        hlt

resume:
        pop     rdx
        pop     rcx
        pop     rax
        vmresume
        jmp     vmx_failed
