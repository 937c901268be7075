import type { RunEvent } from '../recording';
import { littleEndian, parse } from './hex';
import type { MachineState } from './machine-state';
import type { Run } from './run';
import { bitsOn, fieldNamed } from './control-block-fields';
import { logOf } from './world';

/** A field as it was last written, and the moment from which on it has that value. */
export interface Written {
  value: bigint;
  tick: number;
}

/** What a run's events say about a VMCS or VMCB: its fields come from VMREAD, VMWRITE, exits and entries. */
export interface ControlBlock {
  technology: 'VMX' | 'SVM';
  /** Physical address. */
  address: bigint;
  /** Launch state of a VMCS. */
  launched: boolean;
  /** VMCS fields by encoding; a VMCB is in memory. */
  fields: ReadonlyMap<number, Written>;
  lastExit?: RunEvent;
}

interface Building extends ControlBlock {
  fields: Map<number, Written>;
}

/** Where a VM exit leaves what it tells. */
const EXIT_FIELDS: readonly [field: string, component: string][] = [
  ['EXIT_REASON', 'reason'],
  ['EXIT_QUALIFICATION', 'qualification'],
  ['GUEST_PHYSICAL_ADDRESS', 'information'],
  ['GUEST_LINEAR_ADDRESS', 'linear'],
  ['EXIT_INSTRUCTION_LENGTH', 'instructionLength'],
  ['EXIT_INTERRUPTION_INFORMATION', 'interruption'],
  ['IDT_VECTORING_INFORMATION', 'vectoring'],
  ['GUEST_RIP', 'rip'],
];

/** Guest state that an exit saves from the registers as they were. */
const SAVED_SLOTS: readonly [field: string, slot: string][] = [
  ['GUEST_RSP', 'rsp'],
  ['GUEST_RFLAGS', 'rflags'],
  ['GUEST_CR0', 'cr0'],
  ['GUEST_CR3', 'cr3'],
  ['GUEST_CR4', 'cr4'],
  ...(['ES', 'CS', 'SS', 'DS', 'FS', 'GS', 'LDTR', 'TR'] as const).flatMap((name): [string, string][] => [
    [`GUEST_${name}_SELECTOR`, name.toLowerCase()],
    [`GUEST_${name}_BASE`, `${name.toLowerCase()}.base`],
    [`GUEST_${name}_LIMIT`, `${name.toLowerCase()}.limit`],
  ]),
  ['GUEST_GDTR_BASE', 'gdtr.base'],
  ['GUEST_IDTR_BASE', 'idtr.base'],
];

/** Saved only where the VM-exit controls ask for it. */
const SAVED_EFER: [field: string, slot: string] = ['GUEST_IA32_EFER', 'efer'];

/** The control block in use at a moment; undefined before the first one is named. */
export function controlBlockAt(run: Run, tick: number): ControlBlock | undefined {
  const blocks = new Map<bigint, Building>();
  let current: Building | undefined;
  const use = (address: bigint, technology: ControlBlock['technology']): Building => {
    let block = blocks.get(address);
    if (!block) blocks.set(address, (block = { technology, address, launched: false, fields: new Map() }));
    return block;
  };
  for (const event of logOf(run, 'VMX', 'VMENTRY', 'VMEXIT').before(tick)) {
    const { fields } = event;
    const number = (name: string): bigint => parseSigned(String(fields[name] ?? '0'));
    switch (event.kind) {
      case 'VMENTRY':
        current = use(number('controlBlock'), fields['instruction'] === 'VMRUN' ? 'SVM' : 'VMX');
        current.launched = true;
        break;
      case 'VMEXIT':
        current = use(number('controlBlock'), fields['technology'] === 'SVM' ? 'SVM' : 'VMX');
        current.lastExit = event;
        for (const [name, component] of EXIT_FIELDS) write(run, current, name, number(component), event.tick + 1);
        break;
      default:
        if (fields['result'] !== 'SUCCEED') break;
        if (fields['instruction'] === 'VMPTRLD') current = use(number('operand'), 'VMX');
        if (fields['instruction'] === 'VMCLEAR') use(number('operand'), 'VMX').launched = false;
        if (fields['instruction'] === 'VMWRITE')
          current?.fields.set(Number(number('operand')), { value: number('value'), tick: event.tick + 1 });
    }
  }
  if (current?.lastExit && current.technology === 'VMX') saveGuest(run, current, current.lastExit.tick);
  return current;
}

function parseSigned(text: string): bigint {
  return text === '-1' ? -1n : parse(text);
}

function write(run: Run, block: Building, name: string, value: bigint, tick: number): void {
  const field = fieldNamed(run, name);
  if (field) block.fields.set(field.code, { value, tick });
}

/** Registers of before the exit, where their part of the recording is loaded. A later VMWRITE is stronger. */
function saveGuest(run: Run, block: Building, tick: number): void {
  const saved = isOn(run, block, 'EXIT_CONTROLS', 'save IA32_EFER') ? [...SAVED_SLOTS, SAVED_EFER] : SAVED_SLOTS;
  for (const [name, slot] of saved) {
    const field = fieldNamed(run, name);
    const text = run.valueAt(run.slot(slot), tick);
    if (!field || text === undefined) continue;
    const known = block.fields.get(field.code);
    if (!known || known.tick <= tick) block.fields.set(field.code, { value: parse(text), tick: tick + 1 });
  }
}

/** Is a control on, by the manual's name? */
function isOn(run: Run, block: ControlBlock, name: string, control: string): boolean {
  const field = fieldNamed(run, name);
  const value = field && block.fields.get(field.code)?.value;
  if (!field || value === undefined) return false;
  return bitsOn(field, value)?.some((bit) => bit.name === control) ?? false;
}

/** The second level of address translation: where its tables begin, and whose format they have. */
export interface SecondLevel {
  format: 'ept' | 'npt';
  root: bigint;
}

const found = new WeakMap<MachineState, { tick: number; level: SecondLevel | undefined }>();

/** Nested paging as the processor uses it right now; undefined outside a guest and where it is off. */
export function secondLevel(state: MachineState): SecondLevel | undefined {
  const known = found.get(state);
  if (known?.tick === state.tick) return known.level;
  const level = findSecondLevel(state);
  found.set(state, { tick: state.tick, level });
  return level;
}

/** Is the processor in a guest? */
export function inGuest(run: Run, tick: number): boolean {
  return logOf(run, 'VMENTRY', 'VMEXIT').last(tick)?.kind === 'VMENTRY';
}

function findSecondLevel(state: MachineState): SecondLevel | undefined {
  if (!inGuest(state.run, state.tick)) return undefined;
  const { run } = state;
  const block = controlBlockAt(run, state.tick);
  if (!block) return undefined;
  const code = (name: string): number => fieldNamed(run, name)?.code ?? -1;
  if (block.technology === 'SVM') {
    const at = (name: string): bigint =>
      littleEndian(state.memory.read(Number(block.address) + code(name), 8), 0, 8);
    return (at('NP_ENABLE') & 1n) === 1n ? { format: 'npt', root: at('N_CR3') } : undefined;
  }
  const nested =
    isOn(run, block, 'PRIMARY_CONTROLS', 'activate secondary controls') &&
    isOn(run, block, 'SECONDARY_CONTROLS', 'enable EPT');
  return nested ? { format: 'ept', root: block.fields.get(code('EPT_POINTER'))?.value ?? 0n } : undefined;
}
