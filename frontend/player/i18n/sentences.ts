import type { RunEvent } from '../recording';
import { hex, parse, short } from '../model/hex';
import { clearedFlags, flagsOf, poppedFrame, pushedFrame } from '../model/frames';
import { referencesOf, type Moment } from '../model/moment';
import type { Run } from '../model/run';
import { exceptionName, msrName, portName } from '../model/names';
import { fieldAt } from '../model/control-block-fields';
import { exitOf, injectionOf } from '../model/vmexit';
import { channelWords } from './channels';
import { deedOf, deedSentence } from './probes';
import type { Key, Parameters, Words } from './words';

/** Kinds of probes that say in a name of their author's what software did. */
const DEEDS: ReadonlySet<string> = new Set(['VMM', 'XEN', 'GUEST']);

/** One sentence for the step that led to a moment. Caption, screen reader and transcript all use it. Marks as in `rich`. */
export function sentence(moment: Moment, words: Words): string {
  const { ran, headline } = moment;
  if (!ran) return words.text('say.start', { next: moment.next?.text ?? '' });
  return (headline && eventSentence(moment, headline, words)) ?? stepSentence(moment, words);
}

/** A short line for an event, for lists and the timeline: it needs no state. */
export function eventLine(event: RunEvent, words: Words): string {
  const parameters = fieldsOf(event);
  if (event.kind === 'VMEXIT') {
    const exit = exitOf(event);
    parameters['code'] = exit.code;
    parameters['reason'] = words.reason(exit);
  }
  if (event.kind === 'EVTCHN') Object.assign(parameters, channelWords(event, words));
  if (DEEDS.has(event.kind)) return deedOf(event, words);
  if (event.kind === 'IOREQ') parameters['state'] = words.lookup(`ioreq.${parameters['state']}`) ?? '';
  return words.lookup(`event.${event.kind}`, parameters) ?? event.text;
}

function eventSentence(moment: Moment, event: RunEvent, words: Words): string | undefined {
  const parameters = { ...fieldsOf(event), ...contextOf(moment) };
  switch (event.kind) {
    case 'SYSCALL':
    case 'SYSRET':
    case 'SYSEXIT':
    case 'IRET':
    case 'RING':
      return gateSentence(moment, parameters, words);
    case 'INT':
      return deliverySentence('say.int', moment, parameters, words);
    case 'IRQ':
      return deliverySentence('say.irq', moment, parameters, words);
    case 'EXC':
      return deliverySentence(exceptionKey(Number(event.fields['vector'])), moment, parameters, words);
    case 'INJECT':
      return deliverySentence('say.inject', moment, parameters, words);
    case 'VMEXIT':
      return exitSentence(event, parameters, words);
    case 'VMENTRY':
      return entrySentence(event, parameters, words);
    case 'VMX':
      return vmxSentence(event, moment.run, parameters, words);
    case 'HRET':
      return words.text('say.hret', { ...parameters, rax: moment.register('RAX') });
    case 'EVTCHN':
      return words.text('say.evtchn', { ...parameters, ...channelWords(event, words) });
    case 'GNTMAP':
      return words.text('say.gntmap', {
        ...parameters,
        rights: words.text(isTrue(event.fields['readonly']) ? 'stage.read-only' : 'stage.read-write'),
      });
    case 'PTUPDATE':
      return words.text(
        String(event.fields['result'] ?? '0') === '0' ? 'say.ptupdate' : 'say.ptupdate-refused',
        parameters,
      );
    case 'VMM':
    case 'XEN':
    case 'GUEST':
      return deedSentence(event, parameters, words);
    case 'RING_PUT':
    case 'RING_GET':
      return ringSentence(event, words);
    case 'IOREQ':
      return words.text('say.ioreq', { state: words.lookup(`ioreq.${String(event.fields['state'])}`) ?? '' });
    case 'WALK':
      return `${stepSentence(moment, words)} ${
        event.fields['guestPhysical'] === undefined
          ? words.text('say.walk', parameters)
          : words.text('say.walk-nested', { ...parameters, count: referencesOf(event).length })
      }`;
    case 'TLB':
      return `${stepSentence(moment, words)} ${words.text('say.tlb', parameters)}`;
    case 'PIO':
      return words.text(event.fields['out'] === true ? 'say.out' : 'say.in', parameters);
    case 'CR':
      return words.text(event.fields['number'] === 3 ? 'say.cr3' : 'say.cr', parameters);
    case 'MSR':
      return words.text(event.fields['write'] === true ? 'say.wrmsr' : 'say.rdmsr', parameters);
    case 'HLT':
      return words.text(event.fields['interruptsEnabled'] === true ? 'say.halt' : 'say.halt-forever', parameters);
    default:
      return words.lookup(`say.${event.kind.toLowerCase()}`, parameters);
  }
}

/** The sentence of a VM exit that is not the present step: its instruction comes from the recording. */
export function sentenceOfExit(event: RunEvent, run: Run, words: Words): string {
  return exitSentence(event, { text: run.delta(event.tick)?.text ?? event.text }, words);
}

/** Why, which reason, and what the processor saved. */
function exitSentence(event: RunEvent, parameters: Parameters, words: Words): string {
  const exit = exitOf(event);
  const cause = words.lookup(`exit.cause.${exit.cause}`, { ...parameters, gpa: hex(exit.information, 8) }) ?? '';
  return words.text(exit.technology === 'VMX' ? 'say.vmexit' : 'say.vmexit-svm', {
    cause,
    code: exit.code,
    reason: words.reason(exit),
    block: exit.technology === 'VMX' ? 'VMCS' : 'VMCB',
  });
}

function entrySentence(event: RunEvent, parameters: Parameters, words: Words): string {
  const injected = injectionOf(event);
  const block = event.fields['instruction'] === 'VMRUN' ? 'VMCB' : 'VMCS';
  const target = hex(String(event.fields['rip'] ?? '0'), 8);
  return injected
    ? words.text('say.vmentry-inject', { ...parameters, block, vector: `0x${hex(injected.vector, 2)}` })
    : words.text('say.vmentry', { ...parameters, block, target });
}

function vmxSentence(event: RunEvent, run: Run, parameters: Parameters, words: Words): string {
  const { instruction, operand, value, result } = event.fields;
  if (result === 'SUCCEED' && (instruction === 'VMREAD' || instruction === 'VMWRITE'))
    return words.text('say.vmx-field', {
      instruction,
      field: fieldAt(run, Number(parse(String(operand ?? '0'))))?.name ?? hex(String(operand ?? '0'), 4),
      value: hex(String(value ?? '0'), 8),
    });
  return words.text('say.vmx', { ...parameters, result: words.lookup(`vmx.${String(result)}`, parameters) ?? '' });
}

/** Requests are the front end's to put and the back end's to take; answers the other way round. */
function ringSentence(event: RunEvent, words: Words): string {
  const answer = event.fields['name'] === 'rsp';
  const put = event.kind === 'RING_PUT';
  const index = answer ? 'rsp_prod' : 'req_prod';
  return words.text(put ? 'say.ring-put' : 'say.ring-get', {
    who: words.text(answer === put ? 'who.back' : 'who.front'),
    what: words.text(answer ? 'stage.response' : 'stage.request'),
    index,
    value: Number(parse(String(event.fields[index] ?? '0'))),
  });
}

function isTrue(value: string | number | boolean | undefined): boolean {
  return value === true || value === 1 || value === '1';
}

function gateSentence(moment: Moment, parameters: Parameters, words: Words): string {
  const rsp = moment.register('RSP');
  const kept = moment.state.before('rsp') === undefined ? ` ${words.text('say.rsp-kept', { rsp })}` : '';
  switch (moment.via ?? moment.headline?.kind) {
    case 'SYSCALL': {
      const cleared = clearedFlags(moment);
      const mask =
        cleared.length > 0
          ? words.text('say.mask-cleared', { flags: cleared.join(', ') })
          : words.text('say.mask-none');
      return words.text('say.syscall', { ...parameters, mask }) + kept;
    }
    case 'SYSRET':
      return words.text('say.sysret', parameters) + kept;
    case 'SYSENTER':
      return words.text('say.sysenter', parameters);
    case 'SYSEXIT':
      return words.text('say.sysexit', parameters);
    case 'IRET': {
      const cards = poppedFrame(moment);
      return words.text('say.iret', { ...parameters, count: cards.length, cards: cardNames(cards) });
    }
    default:
      return words.text('say.ring', parameters);
  }
}

function deliverySentence(key: Key, moment: Moment, parameters: Parameters, words: Words): string {
  const cards = pushedFrame(moment);
  const stack =
    moment.cpl === moment.cplBefore ? words.text('say.same-stack') : words.text('say.tss-stack', parameters);
  return words.text(key, { ...parameters, count: cards.length, stack });
}

/** A page fault names its address; #DB, #BP and #OF are traps: their instruction did complete. */
function exceptionKey(vector: number): Key {
  if (vector === 14) return 'say.page-fault';
  return vector === 1 || vector === 3 || vector === 4 ? 'say.trap' : 'say.exception';
}

function cardNames(cards: readonly { name: string }[]): string {
  return cards.map((card) => card.name).join(', ');
}

/** A step without an event worth telling: what the instruction changed. */
function stepSentence(moment: Moment, words: Words): string {
  const { ran } = moment;
  const text = ran?.text ?? '';
  if (ran?.what === 'halt') return words.text('say.waiting');
  const registers = moment.state
    .changed()
    .filter((name) => /^(r[a-d]x|r[sd]i|r[sb]p|r\d+|[c-g]s|es|ss|cr\d)$/.test(name) && name !== 'rip');
  const stored = moment.stores[0];
  const parts: string[] = [];
  for (const name of registers.slice(0, 3)) {
    parts.push(
      words.text('say.register', {
        register: moment.register(name),
        before: short(moment.was(name)),
        after: short(moment.state.hex(name)),
      }),
    );
  }
  if (stored) parts.push(words.text('say.stored', { address: short(stored[0]), value: littleEndianText(stored[2]) }));
  if (parts.length === 0) parts.push(jumped(moment, words) ?? flagsSentence(moment, words));
  return words.text('say.step', { text, effect: parts.join(words.text('say.joint')) });
}

function jumped(moment: Moment, words: Words): string | undefined {
  const { ran } = moment;
  if (ran?.rip === undefined || ran.bytes === undefined) return undefined;
  const after = parse(ran.rip) + BigInt(ran.bytes.length / 2);
  const next = moment.state.value('rip');
  if (next !== after) return words.text('say.jumped', { target: hex(next, 8) });
  return /^j/.test(ran.text ?? '') ? words.text('say.not-jumped') : undefined;
}

function flagsSentence(moment: Moment, words: Words): string {
  const flags = flagsOf(moment).filter((flag) => flag.changed);
  if (flags.length === 0) return words.text('say.nothing');
  return words.text('say.flags-only', { flags: flags.map((flag) => `${flag.name} = ${flag.on ? 1 : 0}`).join(', ') });
}

/** `fields` with the names and widths that sentences want. */
function fieldsOf(event: RunEvent): Parameters {
  const parameters: Parameters = {};
  for (const [name, value] of Object.entries(event.fields)) {
    parameters[name] =
      typeof value === 'string' && /^[0-9a-f]+$/.test(value)
        ? short(value)
        : typeof value === 'boolean'
          ? String(value)
          : value;
  }
  const { vector, errorCode, index, port, value, out, via } = event.fields;
  if (typeof via === 'string') parameters['via'] = via.replaceAll('_', ' ');
  if (typeof vector === 'number') {
    parameters['hexVector'] = `0x${hex(vector, 2)}`;
    parameters['exception'] =
      exceptionName(vector) +
      (event.kind === 'EXC' && errorCode !== undefined && String(errorCode) !== '-1'
        ? `(${short(String(errorCode))})`
        : '');
  }
  if (typeof index === 'number') parameters['msr'] = msrName(index);
  if (typeof port === 'number') {
    const name = portName(port);
    parameters['port'] = `0x${hex(port, 2)}`;
    parameters['device'] = name.device;
    parameters['portRegister'] = name.register;
    parameters['value'] = portValue(String(value), out === true && name.register === 'data');
  }
  return parameters;
}

/** `'H' (48)` where the value is a printable character that goes to a screen, else the number. */
function portValue(value: string, asText: boolean): string {
  const code = Number(parse(value));
  return asText && code > 32 && code < 127 ? `'${String.fromCharCode(code)}' (0x${hex(code, 2)})` : `0x${hex(code, 2)}`;
}

function contextOf(moment: Moment): Parameters {
  const register = (name: string): string => moment.register(name);
  return {
    text: moment.ran?.text ?? '',
    ring: moment.cpl,
    ringBefore: moment.cplBefore,
    rip: register('RIP'),
    rsp: register('RSP'),
    rcx: register('RCX'),
    flags: register('RFLAGS'),
    target: hex(moment.state.value('rip'), 8),
  };
}

function littleEndianText(bytes: string): string {
  return short((bytes.match(/../g) ?? []).reverse().join(''));
}
