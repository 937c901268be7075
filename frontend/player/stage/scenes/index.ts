import type { Moment } from '../../model/moment';
import type { Scene } from '../scene';
import { isBelow, isVirtualized } from '../../model/world';
import { absence, memoryMapped } from './absence';
import { delivery } from './delivery';
import {
  bounce,
  domainSwitch,
  eventChannel,
  grant,
  hypercall,
  hypercallReturn,
  ioreq,
  supervisedEntry,
  upcall,
} from './domains';
import { iret } from './iret';
import { deed, listed } from './monitor';
import { nestedWalk } from './nested-walk';
import { dma, port } from './port';
import { quiet } from './quiet';
import { sharedRing } from './ring';
import { controlRegister, descriptorTable, halt, msr, pageWalk, swapgs, vmxInstruction } from './registers';
import { syscall } from './syscall';
import { sysenter, sysexit } from './sysenter';
import { sysret } from './sysret';
import { vmentry, vmexit } from './vmexit';

const BY_GATE: Record<string, Scene> = {
  SYSCALL: syscall,
  SYSRET: sysret,
  SYSENTER: sysenter,
  SYSEXIT: sysexit,
  IRET: iret,
};
const BY_KIND: Record<string, Scene> = {
  EXC: delivery,
  IRQ: delivery,
  INT: delivery,
  IRET: iret,
  SYSRET: sysret,
  SYSEXIT: sysexit,
  PIO: port,
  CR: controlRegister,
  MSR: msr,
  SWAPGS: swapgs,
  DT: descriptorTable,
  HLT: halt,
  WALK: pageWalk,
  MMIO: memoryMapped,
  VMEXIT: vmexit,
  VMENTRY: vmentry,
  INJECT: delivery,
  VMX: vmxInstruction,
  HCALL: hypercall,
  HRET: hypercallReturn,
  DOMSW: domainSwitch,
  EVTCHN: eventChannel,
  UPCALL: upcall,
  GNTMAP: grant,
  GNTUNMAP: grant,
  GNTEND: grant,
  RING_PUT: sharedRing,
  RING_GET: sharedRing,
  IOREQ: ioreq,
  BOUNCE: bounce,
  PTUPDATE: supervisedEntry,
  PGTYPE: supervisedEntry,
  LISTED: listed,
  VMM: deed,
  XEN: deed,
  GUEST: deed,
  DMA: dma,
};

/** The scene for what the step that led to a moment did. */
export function sceneOf(moment: Moment): Scene {
  const kind = moment.headline?.kind ?? '';
  if (kind === 'WALK' && moment.headline?.fields['guestPhysical'] !== undefined) return nestedWalk;
  return BY_KIND[kind] ?? BY_GATE[kind === 'RING' ? (moment.via ?? '') : ''] ?? ordinary(moment);
}

/** In a guest, what an ordinary instruction does not cause is the point. */
function ordinary(moment: Moment): Scene {
  const { lane } = moment;
  return moment.tick > 0 && lane !== undefined && isVirtualized(moment.run.recording) && !isBelow(lane)
    ? absence
    : quiet;
}

/** Number of animation phases of the step that led to a moment; 0 where nothing is animated. */
export function phaseCount(moment: Moment): number {
  return sceneOf(moment).phases(moment).length;
}
