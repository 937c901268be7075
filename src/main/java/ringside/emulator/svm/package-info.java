/**
 * AMD-V (AMD APM Vol. 2, "Secure Virtual Machine"): VMRUN and #VMEXIT, the VMCB, intercepts, event
 * injection, virtual interrupts, nested paging.
 *
 * <p>Reached by the processor through {@link ringside.emulator.cpu.Virtualization} alone. The VMCB
 * is guest memory and nothing else: what the processor caches of it, it caches from VMRUN to
 * #VMEXIT. This package refuses to know VMX, devices and machines.
 */
@NullMarked
package ringside.emulator.svm;

import org.jspecify.annotations.NullMarked;
