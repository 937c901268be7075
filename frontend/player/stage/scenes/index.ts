import type { Moment } from '../../model/moment';
import type { Scene } from '../scene';
import { delivery } from './delivery';
import { iret } from './iret';
import { port } from './port';
import { quiet } from './quiet';
import { controlRegister, descriptorTable, halt, msr, pageWalk, swapgs } from './registers';
import { syscall } from './syscall';
import { sysenter, sysexit } from './sysenter';
import { sysret } from './sysret';

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
};

/** The scene for what the step that led to a moment did. */
export function sceneOf(moment: Moment): Scene {
  const kind = moment.headline?.kind ?? '';
  return BY_KIND[kind] ?? BY_GATE[kind === 'RING' ? (moment.via ?? '') : ''] ?? quiet;
}

/** Number of animation phases of the step that led to a moment; 0 where nothing is animated. */
export function phaseCount(moment: Moment): number {
  return sceneOf(moment).phases(moment).length;
}
