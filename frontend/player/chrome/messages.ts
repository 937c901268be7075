import { html, nothing, type TemplateResult } from 'lit';
import { CommandEvent } from '../commands';
import type { Words } from '../i18n/words';
import { icon } from '../icons';
import type { Edit } from '../recording';
import type { Session } from '../session/session';

/** A fork is the learner's own run, and says so. */
export function forkBanner(session: Session, words: Words): TemplateResult | typeof nothing {
  const edit = session.run?.recording.fork?.edits.at(-1);
  if (!edit) return nothing;
  const back = (event: Event): void => {
    event.target?.dispatchEvent(new CommandEvent('return-to-original'));
  };
  return html`<div class="banner" role="note">
    ${icon('fork')}
    <p><b>${words.text('fork.title')}</b> ${words.text('fork.what', { tick: edit.tick, what: described(edit) })}</p>
    <span class="sp"></span>${
      session.original
        ? html`<button class="btn" @click=${back}>${words.text('command.return-to-original')}</button>`
        : nothing
    }
  </div>`;
}

function described(edit: Edit): string {
  switch (edit.kind) {
    case 'register':
      return `${edit.name.toUpperCase()} = ${edit.value.toUpperCase()}`;
    case 'memory':
      return `[${edit.address.toUpperCase()}] = ${edit.bytes.toUpperCase()}`;
    case 'console':
      return `“${edit.text}”`;
  }
}

/** What the learner should know now; what failed can be tried again. */
export function noticeBox(session: Session, words: Words): TemplateResult | typeof nothing {
  const { notice } = session;
  if (!notice) return nothing;
  return html`<div class="notice ${notice.error ? 'error' : ''}" role=${notice.error ? 'alert' : 'status'}>
    ${icon(notice.error ? 'warning' : 'check')}<span>${words.lookup(notice.key, notice.parameters) ?? notice.key}</span>
    ${notice.retry ? html`<button class="btn" @click=${notice.retry}>${words.text('notice.retry')}</button>` : nothing}
    <button class="btn quiet icon" aria-label=${words.text('dialog.close')} @click=${() => session.say(undefined)}>
      ${icon('cross')}
    </button>
  </div>`;
}

/** Nothing to show yet, or nothing at all: which of the two, and what can be done. */
export function blankPage(session: Session, words: Words, homeUrl: string): TemplateResult {
  const { notice } = session;
  if (!notice?.error) return html`<div class="blank" role="status"><p>${words.text('loading')}</p></div>`;
  return html`<div class="blank" role="alert">
    <h1>${words.text('blank.title')}</h1>
    <p>${words.lookup(notice.key, notice.parameters) ?? notice.key}</p>
    <div>
      ${notice.retry ? html`<button class="btn go" @click=${notice.retry}>${words.text('notice.retry')}</button>` : nothing}
      <a class="btn quiet" href=${homeUrl}>${words.text('blank.home')}</a>
    </div>
  </div>`;
}
