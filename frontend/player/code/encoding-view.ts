import { html, type TemplateResult } from 'lit';
import type { Words } from '../i18n/words';
import { bytesOf, hex, spaced } from '../model/hex';
import type { Moment } from '../model/moment';
import { fieldsOf, type Field } from './encoding';
import { highlight } from './highlight';

/** How the instruction that comes next is encoded, byte by byte. */
export function encodingView(moment: Moment, words: Words): TemplateResult {
  const delta = moment.next ?? moment.ran;
  if (!delta?.bytes) return html`<p class="note">${words.text('code.no-encoding')}</p>`;
  const fields = fieldsOf(bytesOf(delta.bytes), codeBits(moment));
  return html`<div class="code" style="padding:12px 16px" tabindex="0" data-scrolls role="region" aria-label=${words.text('code.encoding')}>
    <div style="font-size:14px;line-height:1.6;color:var(--rs-ink)">${highlight(delta.text ?? '')}</div>
    <div style="color:var(--rs-ink-3);margin-bottom:12px">${hex(delta.rip, 8)} · ${spaced(delta.bytes)} · ${words.text('code.bytes', { count: delta.bytes.length / 2 })}</div>
    <div style="display:flex;gap:6px;flex-wrap:wrap;align-items:stretch">${fields.map((field) => fieldBox(field, words))}</div>
  </div>`;
}

function fieldBox(field: Field, words: Words): TemplateResult {
  const strong = field.kind === 'opcode';
  return html`<div style="border:${strong ? '1.5px solid var(--rs-ink)' : '1px solid var(--rs-outline)'};border-radius:4px;padding:6px 10px;background:var(--rs-raised)">
    <div style="font:500 11.5px var(--rs-font);color:var(--rs-ink-2)">${words.text(`encoding.${field.kind}`)}</div>
    <div style="font-size:15px;font-weight:600;color:var(--rs-ink);line-height:1.6">${field.bytes.map((byte) => hex(byte, 2)).join(' ')}</div>
    ${
      field.bits
        ? html`<div style="display:flex;gap:8px">${field.bits.map(([name, value]) => html`<span><span style="color:var(--rs-ink-3)">${name}</span> ${value}</span>`)}</div>`
        : field.kind === 'displacement' || field.kind === 'immediate'
          ? html`<div style="color:var(--rs-ink-3)">0x${hex(field.bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n))}</div>`
          : ''
    }
  </div>`;
}

/** Width of the code segment, from its descriptor. */
function codeBits(moment: Moment): 16 | 32 | 64 {
  const access = moment.state.value('cs.access');
  if ((access >> 13n) & 1n) return 64;
  return (access >> 14n) & 1n ? 32 : moment.bits === 64 ? 64 : 16;
}
