import type { Chapter, Content, Document, Example, Operation, Place } from './document.ts'
import { placesOf } from './document.ts'
import { type Html, html } from './html.ts'

/** The shell variables that the command lines of a contract use, each with what it stands for. */
export function variablesOf({ document }: Chapter): Map<string, string> {
  const ids = placesOf(document).flatMap(idParameters)
  return new Map([
    ...keysOf(document).map(({ variable, meaning }) => [variable, meaning] as const),
    ...ids.map(({ name }) => [variableOf(name), variableOf(name).toLowerCase()] as const),
  ])
}

/** A command line that does the operation against the server that the page came from. */
export function curl(chapter: Chapter, place: Place): Html {
  const { method, path, operation } = place
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => partOf(name, place))
  const query = queryOf(operation)
  const body = operation.requestBody && firstExample(operation.requestBody.content)
  const isStream = Object.keys(Object.values(operation.responses)[0]?.content ?? {})[0] === eventStream
  const verb = method === 'get' ? `curl${isStream ? ' -N' : ''}` : `curl -X ${method.toUpperCase()}`
  const lines = [
    html`${verb}${query.encoded.length > 0 && ' -G'} "<span class="origin">http://localhost:4800</span>${target}${query.plain}"`,
    ...query.encoded.map((pair) => html`--data-urlencode ${quoted(pair, chapter)}`),
    html`${credentials(chapter, operation)}`,
    ...(body
      ? [html`-H 'Content-Type: ${body.type}'`, html`-d ${quoted(textOf(body.example.value), chapter)}`]
      : []),
  ]
  return html`${lines.map((line, i) => (i === 0 ? line : html` \\\n  ${line}`))}`
}

const eventStream = 'text/event-stream'

/** The example query as it can stand in the address, or as pairs that are still to be encoded. */
function queryOf({ 'x-example-query': query }: Operation): { plain: string; encoded: string[] } {
  if (!query) return { plain: '', encoded: [] }
  if (/^[\w.=&,@:-]*$/.test(query)) return { plain: `?${query}`, encoded: [] }
  return { plain: '', encoded: query.split('&') }
}

/** An id is the reader's to fill in; another part of a path is that of the example. */
function partOf(name: string, place: Place): string {
  if (isId(name)) return `$${variableOf(name)}`
  const example = place.operation.parameters?.find((parameter) => parameter.name === name)?.example
  return encodeURIComponent(String(example ?? name)).replaceAll('%40', '@')
}

/** The example of the media type that is named first. */
export function firstExample(content: Content): { type: string; example: Example } | null {
  const [[type, { examples = {} }] = ['', {}]] = Object.entries(content) as [
    string,
    { examples?: Record<string, Example> },
  ][]
  const [example] = Object.values(examples)
  return example ? { type, example } : null
}

/** JSON, in as many lines as it takes to be read. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const line = JSON.stringify(value)
  return line.length <= 60 ? line : JSON.stringify(value, null, 2)
}

function credentials({ document }: Chapter, { security = [] }: Operation): string {
  const keys = keysOf(document)
  const { scheme, variable = 'KEY' } = keys.find(({ name }) => security[0]?.[name]) ?? keys[0] ?? {}
  if (scheme?.type === 'apiKey') return `-H "${scheme.name}: $${variable}"`
  if (scheme?.type === 'http' && scheme.scheme === 'basic') return `-u "$${variable}"`
  return `-H "Authorization: Bearer $${variable}"`
}

/** The first scheme is that of most operations, so its key needs no name of its own. */
const keysOf = ({ components }: Document) =>
  Object.entries(components.securitySchemes ?? {}).map(([name, scheme], i) => ({
    name,
    scheme,
    variable: i === 0 ? 'KEY' : variableOf(name),
    meaning: i === 0 ? 'your key' : variableOf(name).toLowerCase(),
  }))

const variableOf = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
const isId = (name: string) => /(^|_)id$|Id$/.test(name)

/** Text as one word of the shell; ids of the examples become the variables that the reader has set. */
function quoted(text: string, { document }: Chapter): string {
  let word = `'${text.replaceAll("'", "'\\''")}'`
  for (const parameter of placesOf(document).flatMap(idParameters))
    if (typeof parameter.example === 'string')
      word = word.replaceAll(`"${parameter.example}"`, `"'"$${variableOf(parameter.name)}"'"`)
  return word
}

const idParameters = ({ operation }: { operation: Operation }) =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === 'path' && isId(parameter.name))
