; guest-user64.asm: an application that would like to call Xen itself.

bits 64
org AT_GUEST_USER

start:
        mov     edi, 0                  ; the same registers as its kernel:
        mov     esi, text_end - text    ; console_io(write, length, text)
        mov     edx, text
        mov     eax, 18
try_a_hypercall:
        syscall
after_the_try:
        mov     edi, text               ; so ask the kernel, as applications do
        mov     esi, text_end - text
        mov     eax, 1
ask_the_kernel:
        syscall
kernel_has_answered:
        mov     eax, 2
        syscall

text:   db "user", 10
text_end:
