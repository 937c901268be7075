import { parse } from './hex';
import type { Explanation, RunEvent } from '../recording';

/** A VM exit as its event tells it, and as the recording explains it. */
export interface Exit extends Explanation {
  technology: 'VMX' | 'SVM';
  qualification: bigint;
  information: bigint;
  length: number;
  interruption: bigint;
  rip: bigint;
}

export function exitOf(event: RunEvent): Exit {
  const { fields, explained } = event;
  const number = (name: string): bigint => {
    const value = String(fields[name] ?? '0');
    return value === '-1' ? -1n : parse(value);
  };
  if (!explained) throw new Error(`event ${event.seq} is no VM exit`);
  return {
    ...explained,
    technology: fields['technology'] === 'SVM' ? 'SVM' : 'VMX',
    qualification: number('qualification'),
    information: number('information'),
    length: Number(fields['instructionLength'] ?? 0),
    interruption: number('interruption'),
    rip: number('rip'),
  };
}

/** The event that a VM entry injects. SDM Vol. 3, "VM-Entry Controls for Event Injection"; EVENTINJ has the same shape. */
export function injectionOf(event: RunEvent): { vector: number; type: number } | undefined {
  const value = parse(String(event.fields['injection'] ?? '0'));
  return (value >> 31n) & 1n ? { vector: Number(value & 0xffn), type: Number((value >> 8n) & 7n) } : undefined;
}
