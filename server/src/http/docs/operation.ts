import { curl, firstExample, textOf } from './curl.ts'
import {
  type Answer,
  anchorOf,
  type Chapter,
  type Content,
  type Parameter,
  type Place,
  type Schema,
} from './document.ts'
import { breakable, type Html, html, inline, prose } from './html.ts'
import { bodyTables, limits, requiredMark } from './schema.ts'
import { typeOf } from './type.ts'

/** Everything about one operation. */
export function operationArticle(chapter: Chapter, place: Place): Html {
  const { method, path, operation } = place
  const id = anchorOf(chapter, place)
  const { parameters = [], requestBody: body } = operation
  const answers = Object.entries(operation.responses)
  const scopes = operation.security?.flatMap((scheme) => Object.values(scheme).flat()) ?? []
  return html`<article class="operation" id="${id}" aria-labelledby="${id}-name">
<h4 id="${id}-name">${operation.summary} <a class="anchor" href="#${id}" aria-label="Link to ${operation.summary}">#</a></h4>
<p class="route">${methodMark(place)} <code>${breakable(path)}</code>${alsoAt(operation['x-also-at'])}</p>
<div class="columns">
<div class="facts">
${prose(operation.description)}
${scopes.length > 0 && html`<p>Needs the scope ${scopes.map((scope) => html`<code>${scope}</code> `)}</p>`}
${parameters.length > 0 && parameterTable(chapter, parameters)}
${
  body &&
  html`<h5>Body${body.required ? requiredMark : html` <span class="limits">optional</span>`}</h5>
${prose(body.description)}
${bodyTypes(body.content)}
${distinct(body.content).map((schema) => bodyTables(chapter, schema, 'Body'))}`
}
<h5>Answers</h5>
${answers.map(([status, answer]) => answerDetails(chapter, status, answer))}
</div>
<div class="samples">
<figure><figcaption>${method.toUpperCase()} with curl</figcaption><pre class="curl" tabindex="0">${curl(chapter, place)}</pre></figure>
${answers.slice(0, 1).map(([status, answer]) => sample(status, answer))}
</div>
</div>
</article>
`
}

const json = 'application/json'

/** Says in which media types a body can be sent, unless it is JSON as everywhere. */
function bodyTypes(content: Content): Html {
  const types = Object.keys(content)
  if (types.every((type) => type === json)) return html``
  return html`<p>As ${types.map((type, i) => html`${i > 0 && ' or '}<code>${type}</code>`)}</p>`
}

/** The schemas of a body, each once. */
const distinct = (content: Content): Schema[] => [
  ...new Map(Object.values(content).map(({ schema }) => [JSON.stringify(schema), schema])).values(),
]

export const methodMark = ({ method }: Place) =>
  html`<span class="method ${method}">${method.toUpperCase()}</span>`

const alsoAt = (paths: string[] = []) =>
  paths.length > 0 &&
  html` <span class="limits">also at ${paths.map((path) => html`<code>${path}</code> `)}</span>`

function parameterTable(chapter: Chapter, parameters: Parameter[]): Html {
  return html`<h5>Parameters</h5>
<table>
<caption class="unseen">Parameters</caption>
<thead><tr><th scope="col">Parameter</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map((parameter) => parameterRow(chapter, parameter))}</tbody>
</table>`
}

function parameterRow(chapter: Chapter, { name, in: place, required, schema, description }: Parameter): Html {
  return html`<tr><th scope="row"><code>${breakable(name)}</code> <span class="limits">${place}</span>${required && requiredMark}</th>
<td><code>${typeOf(chapter, schema)}</code>${limits(schema)}</td><td>${inline(description)}</td></tr>
`
}

function answerDetails(
  chapter: Chapter,
  status: string,
  { description, headers = {}, content = {} }: Answer,
): Html {
  const names = Object.keys(headers)
  const bodies = Object.values(content)
  const types = Object.entries(content).map(
    ([type, { schema }]) =>
      html` <code>${typeOf(chapter, schema)}</code>${type !== json && html` as <code>${type}</code>`}`,
  )
  // The first answer stands beside the operation already.
  const examples = status < '300' ? [] : bodies.flatMap((body) => Object.values(body.examples ?? {}))
  return html`<details class="answer"><summary><span class="status s${status.slice(0, 1)}">${status}</span> ${description}</summary>
<p>Body: ${types.length > 0 ? types : 'none'}</p>
${names.length > 0 && html`<p>Headers: ${names.map((name) => html`<code>${name}</code> `)}</p>`}
${examples.map(({ summary, value }) => html`<figure><figcaption>${summary}</figcaption><pre tabindex="0">${textOf(value)}</pre></figure>`)}
</details>
`
}

function sample(status: string, { description, content }: Answer): Html {
  const found = content && firstExample(content)
  if (!found) return html``
  return html`<figure><figcaption><span class="status s${status.slice(0, 1)}">${status}</span> ${description}</figcaption><pre tabindex="0">${textOf(found.example.value)}</pre></figure>`
}
