import { isUtf8 } from 'node:buffer'
import { parseXml, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml'
import { type Problem, Refusal } from '../../core/problem.ts'

/** What JSON and XML have in common: text, and members, of which those that are repeated are lists. */
export type Tree = string | Tree[] | { [name: string]: Tree }

const mostDepth = 32
// Each takes some 500 bytes while it is read: 50 MB, for a body that may hold 1,300,000 of them.
const mostElements = 100_000

/**
 * Parses an XML body into what JSON would have been: `{root: {…}}` of `<root>`, lists of what is repeated, text as it
 * stands, unless it is blank. Attributes, comments and processing instructions say nothing. Raises unreadable for what
 * is not well-formed, for document types, deep nesting and too many elements, names that reach for the prototype, and
 * encodings other than UTF-8. Only the five entities of XML itself are known, and none can be defined.
 */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw unreadable('encoding')
  const text = body.toString('utf8')
  refuseOtherEncoding(text)
  refuseHostile(text)
  const root = rootOf(text)
  return { [nameOf(root)]: treeOf(root) }
}

function rootOf(text: string): XmlElement {
  try {
    // The parser refuses a document without one.
    return parseXml(text).root as XmlElement
  } catch (error) {
    if (error instanceof XmlError) throw unreadable('syntax')
    throw error
  }
}

function refuseOtherEncoding(text: string): void {
  const [, encoding = 'utf-8'] = /^\ufeff?<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)/.exec(text) ?? []
  if (!/^(utf-?8|us-ascii)$/i.test(encoding)) throw unreadable('encoding')
}

const skipped = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

/**
 * The parser calls itself for each level and makes an object of each element, so both are counted before, in one pass.
 * What has no end is the parser's to refuse. A document type is refused here: it is what entities are defined in.
 */
function refuseHostile(text: string): void {
  let depth = 0
  let elements = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const [opening, closing] = skipped.find(([opening]) => text.startsWith(opening, at)) ?? []
    if (opening && closing) at = text.indexOf(closing, at + opening.length)
    else if (text[at + 1] === '!') throw unreadable('syntax')
    else {
      const start = at
      at = endOfTag(text, start)
      if (text[start + 1] === '/') depth--
      else {
        if (++elements > mostElements) throw unreadable('depth')
        if (text[at - 1] !== '/' && ++depth > mostDepth) throw unreadable('depth')
      }
    }
    if (at === -1) return
  }
}

/** Where the tag has its `>`, which may stand in the values of its attributes, too; -1 of one without. */
function endOfTag(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '>') return at
    if (character === '"' || character === "'") {
      at = text.indexOf(character, at + 1)
      if (at === -1) return -1
    }
  }
  return -1
}

function nameOf({ name }: XmlElement): string {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    throw unreadable('forbidden_key')
  return name
}

/** An element that has elements is an object, any other is its text; blanks between elements, or alone, are layout. */
function treeOf({ children }: XmlElement): Tree {
  let text = ''
  let members: { [name: string]: Tree } | null = null
  for (const node of children) {
    if (node instanceof XmlText) text += node.text
    else if (node instanceof XmlElement) {
      members ??= {}
      add(members, nameOf(node), treeOf(node))
    }
  }
  const isLayout = text.trim() === ''
  if (!members) return isLayout ? '' : text
  if (!isLayout) throw unreadable('syntax')
  return members
}

function add(members: { [name: string]: Tree }, name: string, tree: Tree): void {
  const earlier = Object.hasOwn(members, name) ? members[name] : undefined
  if (earlier === undefined) members[name] = tree
  // No element is a list of itself, so a list is what was repeated before.
  else if (Array.isArray(earlier)) earlier.push(tree)
  else members[name] = [earlier, tree]
}

type Reason = Extract<Problem, { kind: 'unreadable' }>['reason']

const unreadable = (reason: Reason) => new Refusal({ kind: 'unreadable', reason })

/**
 * The XML of an answer that is given as JSON text, an object with one member: a list is its element repeated, null and
 * empty text an empty element. Characters that XML 1.0 cannot carry at all are shown as U+FFFD.
 */
export function xmlOf(json: string): string {
  const [[name = '', value] = []] = Object.entries(JSON.parse(json) as object)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementOf(name, value)}`
}

function elementOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => elementOf(name, one)).join('')
  if (value === null || value === '') return `<${name}/>`
  if (typeof value !== 'object') return `<${name}>${escaped(String(value))}</${name}>`
  let inside = ''
  for (const member in value) inside += elementOf(member, (value as Record<string, unknown>)[member])
  return inside === '' ? `<${name}/>` : `<${name}>${inside}</${name}>`
}

// A bare carriage return would be read as a line feed.
const special = /[&<>]|[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

const escaped = (text: string) => text.replace(special, (character) => entities[character] ?? '\ufffd')
