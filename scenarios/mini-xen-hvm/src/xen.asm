; xen.asm: mini-Xen for guests that are not changed (HVM), on VT-x.
;
; Two domains take turns on one processor. Dom0 has the real serial port and the real
; disk: their bits in its I/O bitmap are 0. DomU has neither and does not know. Its
; accesses to devices leave the guest, and Xen passes them on: to a process in Dom0, the
; device model, by a page that both see (ioreq) and a bell (event channel).
;
; What Xen keeps for itself: the processor, memory, the timer and the interrupt
; controller. Accesses to those never reach Dom0.

bits 64
org AT_XEN
ORIGIN  equ AT_XEN

%include "preset64.inc"
%include "vmcs.inc"
%include "vmx.inc"
%include "msr.inc"
%include "pic.inc"
%include "xen-abi.inc"
%include "ioreq.inc"
%include "ticks.inc"

UPCALL_VECTOR   equ 0xF3                ; Dom0 chose it for events from Xen
DISK_VECTOR     equ PIC2_VECTOR + 6     ; line 14
TIMER_VECTOR    equ PIC1_VECTOR
EVENT_VALID     equ 1 << 31

; ---- Extended page tables, as in S20 ------------------------------------------------
EPT_ALL         equ 7
EPT_WRITE_BACK  equ 6 << 3
EPT_LARGE       equ 1 << 7
EPT_4_LEVELS    equ 3 << 3
EPT_SIZE        equ 0x3000              ; three tables a domain

; ---- A domain: its registers, and what VMX does not keep ------------------------------
struc DOMAIN
.r15:           resq 1                  ; as vm_exit pushes them
.r14:           resq 1
.r13:           resq 1
.r12:           resq 1
.r11:           resq 1
.r10:           resq 1
.r9:            resq 1
.r8:            resq 1
.rdi:           resq 1
.rsi:           resq 1
.rbp:           resq 1
.rbx:           resq 1
.rdx:           resq 1
.rcx:           resq 1
.rax:           resq 1
.top:                                   ; the host's stack pointer while it runs
.vmcs:          resq 1
.other:         resq 1
.id:            resd 1
.launched:      resd 1
.interrupts:    resd 1                  ; interrupts waiting for it, a bit each
.events:        resd 1                  ; event channels waiting, a bit a port
.msrs:          resq 4                  ; STAR, LSTAR, FMASK, KERNEL_GS_BASE
endstruc

WAITING_TIMER   equ 1 << 0
WAITING_DISK    equ 1 << 1

start:
        call    take_the_machine
        call    vmx_enter
        mov     ebp, domu
        mov     rdi, AT_DOMU_EPT
        mov     ebx, AT_DOMU_KERNEL     ; its guest-physical 0 is here
        mov     ecx, AT_DOMU_KERNEL
        mov     r8d, END_DOMU_STACK
        mov     r9d, AT_DOMU_TABLES
        xor     r10d, r10d
        call    make_domain
        mov     ebp, dom0
        mov     rdi, AT_DOM0_EPT
        mov     ebx, AT_DOM0_KERNEL
        mov     ecx, AT_DOM0_KERNEL
        mov     r8d, END_DOM0_STACK
        mov     r9d, AT_DOM0_TABLES
        mov     r10d, AT_DOM0_KERNEL
        call    make_domain
dom0_first:
        mov     dword [dom0 + DOMAIN.launched], 1
        vmlaunch                        ; Dom0 starts its device model, and waits
vmx_failed:
        hlt

; ---- Making a domain --------------------------------------------------------------------

; The domain at RBP: 4 MiB of memory from RBX on, which it sees at guest-physical R10;
; EPT at RDI, start RCX, stack R8, page tables R9.
make_domain:
        push    rcx
        mov     qword [rdi], 0
        lea     rax, [rdi + 0x1000 + EPT_ALL]
        mov     [rdi], rax
        lea     rax, [rdi + 0x2000 + EPT_ALL]
        mov     [rdi + 0x1000], rax
        mov     rdx, r10
        shr     rdx, 21                 ; two pages of 2 MiB
        lea     rax, [rbx + EPT_LARGE + EPT_WRITE_BACK + EPT_ALL]
        mov     [rdi + 0x2000 + rdx * 8], rax
        add     rax, 0x200000
        mov     [rdi + 0x2000 + rdx * 8 + 8], rax

; Its first page tables: 4 MiB at the linear address RBX, lower half for the kernel, the
; upper half for applications, too.
        mov     rax, r9
        sub     rax, rbx
        add     rax, r10                ; where the tables are, as the guest counts
        lea     rdx, [rax + 0x1000 + 7]
        mov     [r9], rdx
        lea     rdx, [rax + 0x2000 + 7]
        mov     [r9 + 0x1000], rdx
        mov     rdx, rbx
        shr     rdx, 21
        lea     rsi, [r10 + 0x83]       ; present, writable, 2 MiB
        mov     [r9 + 0x2000 + rdx * 8], rsi
        lea     rsi, [r10 + 0x200000 + 0x87]    ; and user
        mov     [r9 + 0x2000 + rdx * 8 + 8], rsi
        mov     r11, rax                ; its CR3

        mov     r12, rdi
        mov     rdi, [rbp + DOMAIN.vmcs]
        call    vmcs_make
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, PIN_EXTERNAL_INTERRUPT_EXITING
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CPU_HLT_EXITING | CPU_IO_BITMAPS | CPU_MSR_BITMAPS | CPU_SECONDARY_CONTROLS
        vmset_control VMCS_CPU_CONTROLS_2, IA32_VMX_CPU_CONTROLS_2, CPU2_EPT | CPU2_VPID
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT | EXIT_ACKNOWLEDGE_INTERRUPT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT
        mov     eax, [rbp + DOMAIN.id]
        inc     eax                     ; tag 0 is the hypervisor's
        mov     edx, VMCS_VPID
        vmwrite rdx, rax
        lea     rax, [r12 + EPT_WRITE_BACK / 8 + EPT_4_LEVELS]
        mov     edx, VMCS_EPT_POINTER
        vmwrite rdx, rax
        vmset   VMCS_MSR_BITMAP, AT_MSR_BITMAP          ; all zero: MSRs are the guest's
        mov     eax, [rbp + DOMAIN.id]
        shl     eax, 13                 ; two pages a domain
        add     eax, AT_IO_BITMAPS
        mov     edx, VMCS_IO_BITMAP_A
        vmwrite rdx, rax
        add     eax, 0x1000
        mov     edx, VMCS_IO_BITMAP_B
        vmwrite rdx, rax
        lea     rbx, [rbp + DOMAIN.top]
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     rbx, r8
        pop     rcx
        call    vmcs_describe_guest
        vmset   VMCS_GUEST_CR3, r11
        ret

; ---- Exit ------------------------------------------------------------------------------------
vm_exit:
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rbp
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rbp, rsp                ; the domain that ran
        mov     esp, END_XEN_STACK
        vmget   rax, VMCS_EXIT_REASON
reason_read:
        cmp     eax, EXIT_IO
        je      port_access
        cmp     eax, EXIT_VMCALL
        je      hypercall
        cmp     eax, EXIT_EXTERNAL_INTERRUPT
        je      device_interrupt
        cmp     eax, EXIT_CPUID
        je      answer_cpuid
        cmp     eax, EXIT_INTERRUPT_WINDOW
        je      window_open
        cmp     eax, EXIT_HLT
        je      all_done
        jmp     vmx_failed

; ---- Devices ---------------------------------------------------------------------------------
; The qualification: bits 2 to 0 the size less one, bit 3 IN, bits 31 to 16 the port.
port_access:
        vmget   rbx, VMCS_EXIT_QUALIFICATION
        mov     esi, ebx
        shr     esi, 16
        cmp     esi, PIC1_COMMAND
        je      interrupt_controller
        cmp     esi, PIC1_MASK
        je      interrupt_controller
        cmp     esi, PIC2_COMMAND
        je      interrupt_controller
        cmp     esi, PIC2_MASK
        je      interrupt_controller

; Not one of ours: the device model in Dom0 shall do it.
        mov     [AT_IOREQ + ioreq.addr], rsi
        mov     rax, [rbp + DOMAIN.rax]
        mov     [AT_IOREQ + ioreq.data], rax
        mov     dword [AT_IOREQ + ioreq.count], 1
        mov     eax, ebx
        and     eax, 7
        inc     eax
        mov     [AT_IOREQ + ioreq.size], eax
        mov     dword [AT_IOREQ + ioreq.vp_eport], DEVICE_MODEL_PORT
        mov     byte [AT_IOREQ + ioreq.type], IOREQ_TYPE_PIO
        and     ebx, 1 << 3             ; IN
        shl     ebx, 2                  ; is bit 5 of an ioreq
        or      ebx, STATE_IOREQ_READY
        mov     [AT_IOREQ + ioreq.flags], bl
ioreq_is_ready:
        or      dword [dom0 + DOMAIN.events], 1 << DEVICE_MODEL_PORT
bell_rung:
        mov     ebp, dom0               ; this domain waits: the other may run
        jmp     switched

; The interrupt controller that DomU sees is these four lines: it may say what it likes.
; The real one has been served already, when the interrupt left the guest.
interrupt_controller:
        jmp     next_instruction

; Go on behind the instruction that left.
next_instruction:
        vmget   rax, VMCS_GUEST_RIP
        vmget   rcx, VMCS_EXIT_LENGTH
        add     rax, rcx
        vmset   VMCS_GUEST_RIP, rax

; ---- Back into the domain at RBP, with an interrupt if one waits and it may take it ----------
enter_domain:
        cmp     dword [rbp + DOMAIN.interrupts], 0
        jne     .interrupt
        cmp     dword [rbp + DOMAIN.events], 0
        je      run
.interrupt:
        vmget   rax, VMCS_GUEST_RFLAGS
        test    eax, RFLAGS_IF
        jz      .not_now
        vmget   rax, VMCS_GUEST_INTERRUPTIBILITY
        test    eax, 3                  ; blocked by STI or MOV SS
        jnz     .not_now
        mov     eax, UPCALL_VECTOR
        cmp     dword [rbp + DOMAIN.events], 0
        jne     .upcall
        mov     eax, TIMER_VECTOR
        btr     dword [rbp + DOMAIN.interrupts], 0
        jc      .inject
        mov     eax, DISK_VECTOR
        btr     dword [rbp + DOMAIN.interrupts], 1
.inject:
        or      eax, EVENT_VALID
        mov     edx, VMCS_ENTRY_EVENT
        vmwrite rdx, rax
        jmp     run
.upcall:
        mov     dword [rbp + DOMAIN.events], 0
        jmp     .inject
.not_now:
        vmget   rax, VMCS_CPU_CONTROLS
        or      eax, CPU_INTERRUPT_WINDOW_EXITING
        vmwrite rdx, rax

run:
        cmp     dword [rbp + DOMAIN.launched], 1
        mov     dword [rbp + DOMAIN.launched], 1
        mov     rsp, rbp
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        jne     .first_time             ; MOV and POP have left the flags alone
        vmresume
        jmp     vmx_failed
.first_time:
        vmlaunch
        jmp     vmx_failed

window_open:
        vmget   rax, VMCS_CPU_CONTROLS
        and     eax, ~CPU_INTERRUPT_WINDOW_EXITING
        vmwrite rdx, rax
        jmp     enter_domain

; The answer is there. Finish the instruction that left: for an IN, bring its result.
finish_access:
        mov     al, [AT_IOREQ + ioreq.flags]
        test    al, IOREQ_READ
        jz      .is_done
        mov     rax, [AT_IOREQ + ioreq.data]
        cmp     dword [AT_IOREQ + ioreq.size], 1
        je      .byte
        mov     eax, eax                ; a 32-bit IN clears the upper half of RAX
        mov     [rbp + DOMAIN.rax], rax
        jmp     .is_done
.byte:
        mov     [rbp + DOMAIN.rax], al
.is_done:
        mov     byte [AT_IOREQ + ioreq.flags], STATE_IOREQ_NONE
access_finished:
        jmp     next_instruction

; ---- A switch of domains -------------------------------------------------------------------
; To the domain at RBP, from the other one. The MSRs of SYSCALL are ours to move (S18).
switched:
        mov     rdi, [rbp + DOMAIN.other]
        lea     rdi, [rdi + DOMAIN.msrs]
        mov     rsi, switched_msrs
.save:
        mov     ecx, [rsi]
        rdmsr
        mov     [rdi], eax
        mov     [rdi + 4], edx
        add     rdi, 8
        add     rsi, 4
        cmp     rsi, switched_msrs.end
        jb      .save
        vmptrld [rbp + DOMAIN.vmcs]
        lea     rdi, [rbp + DOMAIN.msrs]
        mov     rsi, switched_msrs
.load:
        mov     ecx, [rsi]
        mov     eax, [rdi]
        mov     edx, [rdi + 4]
        wrmsr
        add     rdi, 8
        add     rsi, 4
        cmp     rsi, switched_msrs.end
        jb      .load
domain_is_current:
        cmp     ebp, domu
        jne     enter_domain
        mov     al, [AT_IOREQ + ioreq.flags]
        and     al, STATE_MASK
        cmp     al, STATE_IORESP_READY
        je      finish_access           ; it had been waiting for the device model
        jmp     enter_domain

; ---- Hypercalls: from Dom0 only, here --------------------------------------------------------
; RAX number, RDI and RSI arguments, as for any 64-bit guest of Xen.
hypercall:
        cmp     ebp, dom0
        jne     vmx_failed
        vmget   rax, VMCS_GUEST_RIP
        vmget   rcx, VMCS_EXIT_LENGTH
        add     rax, rcx
        vmset   VMCS_GUEST_RIP, rax
        mov     rax, [rbp + DOMAIN.rax]
dispatch:
        mov     qword [rbp + DOMAIN.rax], 0             ; success
        cmp     eax, HYPERVISOR_EVENT_CHANNEL_OP
        je      event_channel_op
        cmp     eax, HYPERVISOR_SCHED_OP
        je      sched_op
        mov     qword [rbp + DOMAIN.rax], -ENOSYS
        jmp     enter_domain

; send: the port leads to Xen itself, which looks at the ioreq when DomU runs again.
event_channel_op:
        jmp     enter_domain

; block: nothing to do for Dom0 until an event comes. DomU runs.
sched_op:
        cmp     dword [rbp + DOMAIN.events], 0
        jne     enter_domain
        mov     ebp, domu
        jmp     switched

; ---- Interrupts of devices ---------------------------------------------------------------------
; They are Xen's, whoever runs. Serve the controller, and note for DomU that its line
; has called: 0 is its timer, 14 its disk.
device_interrupt:
        vmget   rax, VMCS_EXIT_EVENT
        cmp     al, DISK_VECTOR
        je      .disk
        or      dword [domu + DOMAIN.interrupts], WAITING_TIMER
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        dec     dword [ticks_left]
        jz      .served
        call    start_timer
        jmp     .served
.disk:
        or      dword [domu + DOMAIN.interrupts], WAITING_DISK
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC2_COMMAND, al
        out     PIC1_COMMAND, al
.served:
interrupt_served:
        jmp     enter_domain

; ---- CPUID: the real answer, but for one bit that says "there is a hypervisor" ------------------
answer_cpuid:
        mov     eax, [rbp + DOMAIN.rax]
        mov     ecx, [rbp + DOMAIN.rcx]
        mov     esi, eax
        cpuid
        cmp     esi, 1
        jne     .as_it_is
        bts     ecx, 31
.as_it_is:
        mov     [rbp + DOMAIN.rax], rax
        mov     [rbp + DOMAIN.rbx], rbx
        mov     [rbp + DOMAIN.rcx], rcx
        mov     [rbp + DOMAIN.rdx], rdx
        jmp     next_instruction

; DomU has halted, and in this scenario nobody will wake it.
all_done:
        hlt

; ---- The machine ---------------------------------------------------------------------------------
take_the_machine:
; Dom0's holes: the serial port and the disk. All else of both domains leaves.
        mov     edi, AT_IO_BITMAPS
        mov     ecx, 0x4000 / 8
        mov     rax, -1
        rep stosq
        mov     byte [AT_IO_BITMAPS + 0x3F8 / 8], 0     ; Dom0: 3F8 to 3FF
        mov     word [AT_IO_BITMAPS + 0x300 / 8], 0     ; Dom0: 300 to 30F

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
        mov     al, PIC_ALL_LINES & ~(1 << 0 | 1 << 2)  ; the timer, and the second chip
        out     PIC1_MASK, al
        mov     al, PIC_ALL_LINES & ~(1 << 6)   ; line 14, the disk
        out     PIC2_MASK, al

start_timer:
        mov     al, PIT_ONCE
        out     PIT_COMMAND, al
        mov     al, TIMER_COUNT & 0xFF
        out     PIT_COUNTER, al
        mov     al, TIMER_COUNT >> 8
        out     PIT_COUNTER, al
        ret

; ---- Data ------------------------------------------------------------------------------------------
DEVICE_MODEL_PORT equ 5                 ; the event channel between Xen and the device model

switched_msrs:  dd IA32_STAR, IA32_LSTAR, IA32_FMASK, IA32_KERNEL_GS_BASE
.end:

ticks_left:     dd TICKS

        align   16
dom0:
istruc DOMAIN
        at DOMAIN.vmcs, dq AT_VMCS
        at DOMAIN.other, dq domu
        at DOMAIN.id, dd 0
        at DOMAIN.msrs, dq 0, 0, 0, 0
iend
        align   16
domu:
istruc DOMAIN
        at DOMAIN.vmcs, dq AT_VMCS + 0x1000
        at DOMAIN.other, dq dom0
        at DOMAIN.id, dd 1
        at DOMAIN.msrs, dq 0, 0, 0, 0
iend
