; What the preprocessor complains about.
%include "missing.inc"              ;! file-missing@10+13
%include "../../secret.inc"         ;! file-refused@10+18
%defin x 1                          ;! unknown-preprocessor-directive@1+6
%define                             ;! macro-name-expected@8+0
%define 5 6                         ;! macro-name-expected@9+1
%else                               ;! unopened-directive@1+5
%endif                              ;! unopened-directive@1+6
%endmacro                           ;! unopened-directive@1+9
%endrep                             ;! unopened-directive@1+7
%exitrep                            ;! unopened-directive@1+8
%assign n 5 +                       ;! expression-missing@14+0
%assign n later                     ;! symbol-not-yet-defined@11+5
%strlen n 5                         ;! string-expected@11+1
%error do not do this               ;! author-error@1+6
%warning "better not"               ;! author-warning@1+8
%rep -1                             ;! repeat-count@6+2
%endrep
        db %1                       ;! not-in-macro@12+2
%%x:                                ;! not-in-macro@1+3
        dw %$here                   ;! no-context@12+6
%push one
%pop two                            ;! wrong-context@6+3
%pop
%pop                                ;! no-context@1+4
%macro two_arguments 2
        db %1, %2
%endmacro
        two_arguments 1             ;! macro-argument-count@9+13
%macro x 3-2                        ;! macro-parameter-count@10+3
%endmacro
%macro condition 1
        j%-1 $                      ;! not-a-condition@10+3
%endmacro
        condition what
%use smartalign                     ;! not-supported@1+4
%ifidn a                            ;! expected@7+0
%endif
later:
%if 1                               ;! unclosed-directive@1+3
%macro endless 0                    ;! unclosed-directive@1+6
