import { type Chapter, refOf, type Schema, schemaAnchorOf } from './document.ts'
import { type Html, html, inline } from './html.ts'
import { limitsOf, typeOf } from './type.ts'

interface Row {
  /** Names of the containers that it is in. */
  within: string
  name: string
  required: boolean
  schema: Schema
}

/** The members of a body, down to the innermost. A schema that has a name is spelled out once. */
export function bodyTables(chapter: Chapter, schema: Schema, label: string): Html[] {
  const options = optionsOf(schema)
  const spelledOut = new Set<string>()
  return options.map((option, i) => {
    const name =
      options.length > 1 ? html`<p class="option">${i === 0 ? 'Either' : 'or'} ${shapeOf(option)}</p>` : ''
    return html`${[name]}${memberTable(chapter, rowsOf(chapter, option, '', spelledOut), label)}`
  })

  function shapeOf(option: Schema): Html {
    return html`<code>${typeOf(chapter, option)}</code>`
  }
}

/** A named schema by itself: it refers to the others. */
export function schemaSection(chapter: Chapter, name: string, schema: Schema): Html {
  const everyName = new Set(Object.keys(chapter.document.components.schemas ?? {}))
  const rows = rowsOf(chapter, schema, '', everyName, true)
  const id = schemaAnchorOf(chapter, name)
  return html`<section class="schema" id="${id}" aria-labelledby="${id}-name">
<h4 id="${id}-name">${name}</h4>
${schema.description ? html`<p>${inline(schema.description)}</p>` : html``}
${rows.length > 0 ? memberTable(chapter, rows, name) : html`<p><code>${typeOf(chapter, schema)}</code> ${limits(schema)}</p>`}
</section>`
}

const optionsOf = ({ anyOf, oneOf, ...schema }: Schema): Schema[] => anyOf ?? oneOf ?? [schema]

function rowsOf(chapter: Chapter, schema: Schema, within: string, closed: Set<string>, isTop = false): Row[] {
  const name = refOf(schema)
  if (name) {
    if (closed.has(name) && !isTop) return []
    closed.add(name)
    return rowsOf(chapter, chapter.document.components.schemas?.[name] ?? {}, within, closed)
  }
  const { properties = {}, required = [], items, additionalProperties, allOf = [] } = schema
  const parts = [...allOf, ...(schema.anyOf ?? schema.oneOf ?? [])]
  return [
    // The parts of a whole are spelled out even where they have a name: together they are the members.
    ...parts.flatMap((part) =>
      rowsOf(chapter, isTop && allOf.includes(part) ? resolved(chapter, part) : part, within, closed),
    ),
    ...Object.entries(properties).flatMap(([name, member]) => [
      { within, name, required: required.includes(name), schema: member },
      ...rowsOf(chapter, member, `${within}${name}.`, closed),
    ]),
    ...(items ? rowsOf(chapter, items, `${within.replace(/\.$/, '')}[].`, closed) : []),
    ...(typeof additionalProperties === 'object'
      ? [{ within, name: '*', required: false, schema: additionalProperties }]
      : []),
  ]
}

function resolved(chapter: Chapter, schema: Schema): Schema {
  const name = refOf(schema)
  if (!name) return schema
  const found = chapter.document.components.schemas?.[name] ?? {}
  return found.allOf ? { allOf: found.allOf.map((part) => resolved(chapter, part)) } : found
}

function memberTable(chapter: Chapter, rows: Row[], label: string): Html {
  if (rows.length === 0) return html``
  return html`<div class="scroll"><table>
<caption class="unseen">${label}</caption>
<thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.map((row) => memberRow(chapter, row))}</tbody>
</table></div>`
}

function memberRow(chapter: Chapter, { within, name, required, schema }: Row): Html {
  return html`<tr><th scope="row"><code><span class="within">${within}</span>${name}</code>${required && requiredMark}</th>
<td><code>${typeOf(chapter, schema)}</code>${limits(schema)}</td><td>${inline(schema.description)}</td></tr>
`
}

export const requiredMark = html` <span class="required">required</span>`

/** The limits in a line of their own. */
export function limits(schema: Schema): Html {
  const known = limitsOf(schema)
  return known.length > 0 ? html` <span class="limits">${known.join(', ')}</span>` : html``
}
