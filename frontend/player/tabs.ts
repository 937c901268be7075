import { html, nothing, type TemplateResult } from 'lit';

export interface TabItem<T extends string> {
  id: T;
  label: string;
  /** Changed in the last step: a marker square. */
  fresh?: boolean;
}

/** A row of tabs with one tab stop; arrow keys move the selection. The panel below belongs to the caller. */
export function tabList<T extends string>(
  label: string,
  items: readonly TabItem<T>[],
  selected: T,
  select: (id: T) => void,
): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -items.length, End: items.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = items.findIndex((item) => item.id === selected);
    const to =
      Math.abs(step) > 1
        ? Math.min(items.length - 1, Math.max(0, at + step))
        : (at + step + items.length) % items.length;
    const target = items[to];
    if (!target) return;
    select(target.id);
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus());
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${onKey}>
    ${items.map(
      (
        item,
      ) => html`<button role="tab" aria-selected=${item.id === selected} tabindex=${item.id === selected ? 0 : -1} @click=${() => select(item.id)}>
        ${item.label}${item.fresh ? html`<span class="new"></span>` : nothing}
      </button>`,
    )}
  </div>`;
}
