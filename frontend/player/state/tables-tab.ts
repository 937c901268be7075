import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../i18n/words';
import { readGdt, readIdt, tssStack, type SegmentDescriptor } from '../model/descriptors';
import { hex } from '../model/hex';
import type { Moment } from '../model/moment';
import { exceptionName } from '../model/names';

/** GDT, IDT and TSS, decoded from memory; the rows that the last event used are marked. */
export function tablesTab(moment: Moment, words: Words): TemplateResult {
  return html`${gdt(moment, words)}${idt(moment, words)}${tss(moment, words)}`;
}

function gdt(moment: Moment, words: Words): TemplateResult {
  const { state } = moment;
  const descriptors = readGdt(state);
  const cs = Number(state.value('cs')) & ~7;
  const ss = Number(state.value('ss')) & ~7;
  return html`<h3 class="sub">GDT <span class="dim mono">${hex(state.hex('gdtr.base'), 8)} + ${hex(state.hex('gdtr.limit'), 4)}</span></h3>
    ${
      descriptors.length === 0
        ? html`<p class="absent" style="margin:0">${words.text('tables.none')}</p>`
        : html`<table>
          <thead>
            <tr><th scope="col">${words.text('tables.selector')}</th><th scope="col">${words.text('tables.kind')}</th><th scope="col">DPL</th><th scope="col">${words.text('tables.base')}</th><th scope="col">${words.text('tables.limit')}</th><td></td></tr>
          </thead>
          <tbody>
            ${descriptors.map(
              (d) => html`<tr class=${d.selector === cs || (d.selector === ss && ss !== 0) ? 'now' : ''}>
                <td class="mono">${hex(d.selector, 2)}</td><td>${kindOf(d, words)}</td><td class="mono">${d.kind === 'null' ? '' : d.dpl}</td><td class="mono">${d.kind === 'null' ? '' : hex(d.base, 8)}</td><td class="mono">${d.kind === 'null' ? '' : hex(d.limit, 5)}</td>
                <td>${d.selector === cs ? html`<span class="ptr">CS</span>` : d.selector === ss && ss !== 0 ? html`<span class="ptr">SS</span>` : nothing}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
    }`;
}

function kindOf(d: SegmentDescriptor, words: Words): string {
  const bits = d.kind === 'code' ? ` ${d.bits}` : '';
  return (
    words.text(`tables.kind.${d.kind}`) +
    bits +
    (d.present || d.kind === 'null' ? '' : ` · ${words.text('tables.absent')}`)
  );
}

function idt(moment: Moment, words: Words): TemplateResult {
  const { state, headline } = moment;
  const gates = readIdt(state);
  const used = headline && ['EXC', 'INT', 'IRQ'].includes(headline.kind) ? headline.fields['vector'] : undefined;
  return html`<h3 class="sub">IDT <span class="dim mono">${hex(state.hex('idtr.base'), 8)} + ${hex(state.hex('idtr.limit'), 4)}</span></h3>
    ${
      gates.length === 0
        ? html`<p class="absent" style="margin:0">${words.text('tables.none')}</p>`
        : html`<table>
          <thead>
            <tr><th scope="col">${words.text('tables.vector')}</th><th scope="col">${words.text('tables.kind')}</th><th scope="col">DPL</th><th scope="col">CS</th><th scope="col">${words.text('tables.handler')}</th></tr>
          </thead>
          <tbody>
            ${gates.map(
              (gate) => html`<tr class=${gate.vector === used ? 'chg' : ''}>
                <td class="mono">${hex(gate.vector, 2)}${gate.vector < 32 ? ` ${exceptionName(gate.vector)}` : ''}</td><td>${words.text(`tables.gate.${gate.kind}`)}</td><td class="mono">${gate.dpl}</td><td class="mono">${hex(gate.selector, 2)}</td><td class="mono">${hex(gate.offset, 8)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
    }`;
}

function tss(moment: Moment, words: Words): TemplateResult {
  const { state } = moment;
  const rings = [0, 1, 2] as const;
  const stacks = rings.map((ring) => tssStack(state, ring));
  const prefix = moment.bits === 64 ? 'RSP' : 'ESP';
  return html`<h3 class="sub">TSS <span class="dim mono">TR ${hex(state.hex('tr'), 4)}</span></h3>
    ${
      stacks[0] === undefined
        ? html`<p class="absent" style="margin:0">${words.text('tables.no-tss')}</p>`
        : html`<table>
          <tbody>
            ${stacks.map((stack, ring) => html`<tr><td class="mono">${prefix}${ring}</td><td class="mono">${hex(stack?.pointer ?? 0n, 8)}</td><td class="mono">${stack?.selector === undefined ? '' : `SS${ring} ${hex(stack.selector, 2)}`}</td></tr>`)}
          </tbody>
        </table>`
    }`;
}
