/** Markup that is safe to send as it stands. */
export interface Html {
  readonly html: string
}

type Shown = Html | string | number | null | undefined | false | readonly Shown[]

/** Markup of a template: every text that is put into it is escaped, for content and quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: Shown[]): Html {
  return { html: parts.map((part, i) => part + textOf(values[i])).join('') }
}

function textOf(value: Shown): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(textOf).join('')
  return value.html
}

const isList = (value: Html | readonly Shown[]): value is readonly Shown[] => Array.isArray(value)

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** The little of CommonMark that descriptions use: paragraphs and code. */
export function prose(text: string | undefined): Html[] {
  return (text ?? '')
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((paragraph) => html`<p>${inline(paragraph)}</p>`)
}

/** A description without paragraphs. */
export function inline(text: string | undefined): Html[] {
  return (text ?? '').split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

/** A name that may go on in the next line where a word of it begins. */
export const breakable = (name: string): Html =>
  html`${name.split(/(?<=[a-z])(?=[A-Z])|(?<=[_-])/).map((part, i) => (i === 0 ? html`${part}` : html`<wbr>${part}`))}`
