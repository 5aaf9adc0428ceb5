import { type Chapter, type Schema, schemaAnchorOf } from './document.ts'
import { breakable, type Html, html, inline } from './html.ts'
import { type Row, rowsOf } from './rows.ts'
import { limitsOf, typeOf } from './type.ts'

// Longer tables would bury the operation: schemas that have a name are then described in their own place alone.
const mostRows = 40

/** The members of a body, down to the innermost. A schema that has a name is spelled out once. */
export function bodyTables(chapter: Chapter, schema: Schema, label: string): Html[] {
  const options = schema.anyOf ?? schema.oneOf ?? [schema]
  const spelledOut = new Set<string>()
  return options.map((option, i) => {
    const whole = rowsOf(chapter, option, spelledOut)
    const rows = whole.length <= mostRows ? whole : rowsOf(chapter, option, allNames(chapter))
    const choice = options.length > 1 && `${i === 0 ? 'Either' : 'or'} `
    return html`<p>${choice}<code>${typeOf(chapter, option)}</code></p>
${memberTable(chapter, rows, label)}`
  })
}

/** A named schema by itself: it refers to the others. */
export function schemaSection(chapter: Chapter, name: string, schema: Schema): Html {
  const rows = rowsOf(chapter, schema, allNames(chapter))
  const id = schemaAnchorOf(chapter, name)
  const isPlainObject = schema.type === 'object' && rows.length > 0
  return html`<section class="schema" id="${id}" aria-labelledby="${id}-name">
<h4 id="${id}-name">${name}</h4>
${schema.description && html`<p>${inline(schema.description)}</p>`}
${!isPlainObject && html`<p><code>${typeOf(chapter, schema)}</code>${limits(schema)}</p>`}
${memberTable(chapter, rows, name)}
</section>
`
}

const allNames = ({ document }: Chapter) => new Set(Object.keys(document.components.schemas ?? {}))

function memberTable(chapter: Chapter, rows: Row[], label: string): Html {
  if (rows.length === 0) return html``
  return html`<table>
<caption class="unseen">${label}</caption>
<thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.map((row) => memberRow(chapter, row))}</tbody>
</table>`
}

function memberRow(chapter: Chapter, { within, name, required, schema }: Row): Html {
  const containers = within.map((container) => `${container}.`).join('')
  const meaning = schema.description ?? (name === '*' ? 'A member of any other name.' : '')
  return html`<tr><th scope="row" class="depth${Math.min(within.length, 4)}"><code><span class="unseen">${containers}</span>${breakable(name)}</code>${required && requiredMark}</th>
<td><code>${typeOf(chapter, schema)}</code>${limits(schema)}</td><td>${inline(meaning)}</td></tr>
`
}

export const requiredMark = html` <span class="required">required</span>`

/** The limits in a line of their own. */
export function limits(schema: Schema): Html {
  const known = limitsOf(schema)
  return known.length > 0 ? html` <span class="limits">${known.join(', ')}</span>` : html``
}
