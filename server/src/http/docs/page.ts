import { readFileSync } from 'node:fs'
import { variablesOf } from './curl.ts'
import { anchorOf, type Chapter, type Place, placesOf } from './document.ts'
import { type Html, html, inline, prose } from './html.ts'
import { methodMark, operationArticle } from './operation.ts'
import { schemaSection } from './schema.ts'

/** What stands within the page's own elements; the policy of the answer permits these and no other. */
export const style = ['text.css', 'layout.css'].map(besides).join('')
export const script = besides('page.js')

function besides(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}

/** The reference: every contract, one after the other. */
export function page(chapters: Chapter[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Clientele: reference</title>
<link rel="icon" href="data:,">
<style>${{ html: style }}</style>
</head>
<body>
<a class="skip" href="#reference">Skip to the reference</a>
<header>
<a class="name" href="#reference">Clientele</a> <span>reference</span>
${chapters.length > 1 && html`<nav id="contracts" aria-label="Contracts">${chapters.map(contractLink)}</nav>`}
<button type="button" id="menu" aria-expanded="false" aria-controls="operations">Operations</button>
</header>
<nav id="operations" aria-label="Operations">${chapters.map(navigation)}</nav>
<main id="reference" tabindex="-1">
<h1>Reference</h1>
<p>One record of the people who buy from you, through ${chapters.length === 1 ? 'one contract' : `${chapters.length} contracts`}. A record written through one contract is the same record when it is read through another.</p>
${chapters.map(contract)}
</main>
<script>${{ html: script }}</script>
</body>
</html>
`.html
}

/** The operations of a contract, by tag. */
function groupsOf({ document }: Chapter) {
  const places = placesOf(document)
  const isIn = (tag: string) => (place: Place) => place.operation.tags?.includes(tag)
  return document.tags.map((tag) => ({ ...tag, places: places.filter(isIn(tag.name)) }))
}

const contractLink = ({ name, document }: Chapter) => html`<a href="#${name}">${document.info.title}</a>`

/** One contract is open at a time: the one that is read. */
function navigation(chapter: Chapter, i: number): Html {
  const { name, document } = chapter
  return html`<details name="contract"${{ html: i === 0 ? ' open' : '' }}><summary>${document.info.title}</summary>
<p><a href="#${name}">About</a></p>
${groupsOf(chapter).map(
  ({ name: title, places }) => html`<p>${title}</p><ul>${places.map((place) => entry(chapter, place))}</ul>`,
)}
<ul><li><a href="#${name}-schemas">Schemas</a></li></ul>
</details>
`
}

const entry = (chapter: Chapter, place: Place) =>
  html`<li><a href="#${anchorOf(chapter, place)}">${methodMark(place)} ${place.operation.summary}</a></li>`

function contract(chapter: Chapter): Html {
  const { name, document } = chapter
  const { info, components } = document
  return html`<section class="contract" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${info.title}</h2>
<div class="columns">
<div class="facts">
${prose(info.description)}
${Object.values(components.securitySchemes ?? {}).map(({ description }) => html`<p>Authentication: ${inline(description)}</p>`)}
<p>For machines: <a href="/openapi/${name}.json">OpenAPI 3.1</a>.</p>
</div>
<div class="samples"><figure><figcaption>Before the examples</figcaption><pre class="curl" tabindex="0">${exports(chapter)}</pre></figure></div>
</div>
${groupsOf(chapter).map(
  ({ name: title, description, places }) => html`<h3>${title}</h3>
${prose(description)}
${places.map((place) => operationArticle(chapter, place))}`,
)}
<h3 id="${name}-schemas">Schemas</h3>
${Object.entries(components.schemas ?? {}).map(([title, schema]) => schemaSection(chapter, title, schema))}
</section>
`
}

const exports = (chapter: Chapter): string =>
  [...variablesOf(chapter)].map(([name, meaning]) => `export ${name}='<${meaning}>'`).join('\n')
