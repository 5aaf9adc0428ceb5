import type { Chapter, Content, Example, Operation, Place } from './document.ts'
import { placesOf } from './document.ts'
import { type Html, html } from './html.ts'

/** The shell variables that the command lines of a contract use beside the key. */
export function variablesOf({ document }: Chapter): string[] {
  return [
    ...new Set(
      placesOf(document)
        .flatMap(pathParameters)
        .map(({ name }) => variableOf(name)),
    ),
  ]
}

/** A command line that does the operation against the server that the page came from. */
export function curl(chapter: Chapter, { method, path, operation }: Place): Html {
  const query = operation['x-example-query']
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${variableOf(name)}`)
  const body = operation.requestBody && firstExample(operation.requestBody.content)
  const lines = [
    html`${method === 'get' ? 'curl' : `curl -X ${method.toUpperCase()}`} "<span class="origin">http://localhost:4800</span>${target}${query ? `?${query}` : ''}"`,
    html`${credentials(chapter)}`,
    ...(body
      ? [html`-H 'Content-Type: ${body.type}'`, html`-d ${quoted(textOf(body.example.value), chapter)}`]
      : []),
  ]
  return html`${lines.map((line, i) => (i === 0 ? line : html` \\\n  ${line}`))}`
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

function credentials({ document }: Chapter): string {
  const [scheme] = Object.values(document.components.securitySchemes ?? {})
  if (scheme?.type === 'apiKey') return `-H "${scheme.name}: $KEY"`
  if (scheme?.type === 'http' && scheme.scheme === 'basic') return '-u "$KEY"'
  return '-H "Authorization: Bearer $KEY"'
}

const variableOf = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()

/** Text as one word of the shell; ids of the examples become the variables that the reader has set. */
function quoted(text: string, { document }: Chapter): string {
  let word = `'${text.replaceAll("'", "'\\''")}'`
  for (const parameter of placesOf(document).flatMap(pathParameters))
    if (typeof parameter.example === 'string')
      word = word.replaceAll(`"${parameter.example}"`, `"'"$${variableOf(parameter.name)}"'"`)
  return word
}

const pathParameters = ({ operation }: { operation: Operation }) =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
