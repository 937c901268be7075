/**
 * Intel VT-x (SDM Vol. 3C): VMX operation, the VMCS, VM entries and VM exits, EPT.
 *
 * <p>It owns the VMX instructions with their rows, the layout of the VMCS, every check of a VM
 * entry, the capability MSRs and what causes a VM exit. It plugs into the processor through the
 * interface that {@code cpu} owns, and refuses to know devices, machines and AMD's extension.
 */
@NullMarked
package ringside.emulator.vmx;

import org.jspecify.annotations.NullMarked;
