; guest-user.asm: an application that would like to call Xen itself.

bits 32
org AT_GUEST_USER

start:
        mov     ebx, 0                  ; the same registers as its kernel:
        mov     ecx, text_end - text    ; console_io(write, length, text)
        mov     edx, text
        mov     eax, 18
try_a_hypercall:
        int     0x82
after_the_try:
        mov     ebx, text               ; so ask the kernel, as applications do
        mov     ecx, text_end - text
        mov     eax, 1
ask_the_kernel:
        int     0x80
kernel_has_answered:
        mov     eax, 2
        int     0x80

text:   db "user", 10
text_end:
