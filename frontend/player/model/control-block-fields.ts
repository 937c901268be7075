import type { BlockBit, BlockField } from '../recording';
import type { Run } from './run';

/** The fields of the VMCS or VMCB of a run's processor, as the recording describes them. */

/** A field by its encoding or offset; the high half of a VMCS field counts as the field itself. */
export function fieldAt(run: Run, code: number): BlockField | undefined {
  const block = run.recording.controlBlock;
  const at = block?.technology === 'VMX' ? code & ~1 : code;
  return block?.fields.find((field) => field.code === at);
}

export function fieldNamed(run: Run, name: string): BlockField | undefined {
  return run.recording.controlBlock?.fields.find((field) => field.name === name);
}

/** The controls or intercepts that a value switches on; undefined where the field holds none. */
export function bitsOn(field: BlockField, value: bigint): BlockBit[] | undefined {
  return field.bits?.filter(({ at }) => ((value >> BigInt(at)) & 1n) === 1n);
}
