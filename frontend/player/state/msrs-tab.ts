import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../i18n/words';
import { grouped, hex } from '../model/hex';
import type { Moment } from '../model/moment';

const MSRS: readonly [name: string, index: string][] = [
  ['efer', 'C0000080'],
  ['star', 'C0000081'],
  ['lstar', 'C0000082'],
  ['cstar', 'C0000083'],
  ['fmask', 'C0000084'],
  ['fs.base', 'C0000100'],
  ['gs.base', 'C0000101'],
  ['kernel_gs_base', 'C0000102'],
  ['sysenter_cs', '174'],
  ['sysenter_esp', '175'],
  ['sysenter_eip', '176'],
];

const CONTROL = ['cr0', 'cr2', 'cr3', 'cr4', 'cr8'] as const;

/** Bits that the course talks about, by register. */
const BITS: Record<string, readonly [position: number, name: string][]> = {
  efer: [
    [0, 'SCE'],
    [8, 'LME'],
    [10, 'LMA'],
    [11, 'NXE'],
    [12, 'SVME'],
  ],
  cr0: [
    [0, 'PE'],
    [1, 'MP'],
    [3, 'TS'],
    [5, 'NE'],
    [16, 'WP'],
    [18, 'AM'],
    [30, 'CD'],
    [31, 'PG'],
  ],
  cr4: [
    [4, 'PSE'],
    [5, 'PAE'],
    [7, 'PGE'],
    [9, 'OSFXSR'],
    [11, 'UMIP'],
    [13, 'VMXE'],
    [17, 'PCIDE'],
    [20, 'SMEP'],
    [21, 'SMAP'],
  ],
  fmask: [
    [8, 'TF'],
    [9, 'IF'],
    [10, 'DF'],
  ],
};

/** Model-specific and control registers with their bits in words. */
export function msrsTab(moment: Moment, words: Words, highlight: ReadonlySet<string>): TemplateResult {
  const row = (name: string, index: string): TemplateResult | typeof nothing => {
    const value = moment.state.hex(name);
    if (value === undefined) return nothing;
    const changed = moment.state.changed().includes(name);
    const { zeros, rest } = grouped(value, moment.digits);
    const looked = highlight.has(`msr:${name.toUpperCase().replace('.', '_')}`);
    return html`<tr class="${changed ? 'chg' : ''} ${looked ? 'now' : ''}">
      <td class="mono">${name.replace('.', ' ').toUpperCase()}</td><td class="mono dim">${index}</td><td class="mono"><span class="z">${zeros}</span>${rest}</td><td>${meaning(name, value)}</td>
    </tr>`;
  };
  return html`<table>
      <thead><tr><th scope="col">MSR</th><th scope="col">${words.text('msrs.index')}</th><th scope="col">${words.text('msrs.value')}</th><td></td></tr></thead>
      <tbody>${MSRS.map(([name, index]) => row(name, index))}</tbody>
    </table>
    <table class="gap">
      <thead><tr><th scope="col">${words.text('msrs.control')}</th><td></td><th scope="col">${words.text('msrs.value')}</th><td></td></tr></thead>
      <tbody>${CONTROL.map((name) => row(name, ''))}</tbody>
    </table>`;
}

function meaning(name: string, value: string): string {
  const number = BigInt(`0x${value}`);
  if (name === 'star')
    return `SYSCALL ${hex((number >> 32n) & 0xffffn, 2)} · SYSRET ${hex((number >> 48n) & 0xffffn, 2)}`;
  return (BITS[name] ?? [])
    .filter(([position]) => (number >> BigInt(position)) & 1n)
    .map(([, bit]) => bit)
    .join(' ');
}
