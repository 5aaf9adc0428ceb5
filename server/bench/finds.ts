// What reads look for: some of the customers, cursors deep within a sort, terms that occur and terms that do not.
import { createdAtOf, emailOf, hasEmail, idOf } from './load.ts'
import { sample } from './measure.ts'
import type { Site } from './site.ts'

interface Page {
  data: { fullName: string; phone: string; email: string | null }[]
  pageInfo: { endCursor: string | null }
}

const pathsOfReads = 100_000
const cursors = 64
const terms = 16
const mostTries = 5000

// Every run draws the same, so that runs can be compared. https://en.wikipedia.org/wiki/Linear_congruential_generator
let drawn = 1
function below(limit: number): number {
  drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((drawn / 2 ** 32) * limit)
}

/** Numbers of customers, at random: enough of them that a big table is met all over. */
export function someCustomers(count: number, most = pathsOfReads): number[] {
  return Array.from({ length: Math.min(most, count) }, () => 1 + below(count))
}

/** Cursors from the second half of a sort, as the server gives them out; ready for a query string. */
export async function deepCursors(site: Site, sortBy: 'createdAt' | 'email'): Promise<string[]> {
  const { customers } = site
  const some = someCustomers(customers, cursors * 4).filter(hasEmail)
  const queries =
    sortBy === 'createdAt'
      ? // The newest come first.
        some.filter((i) => i < customers / 2).map((i) => `createdBefore=${createdAtOf(customers, i)}`)
      : some
          .map(emailOf)
          .sort()
          .slice(-cursors)
          .map((email) => `sortBy=email&sortDir=asc&search=${email}`)
  return Promise.all(
    queries.slice(0, cursors).map(async (query) => {
      const { pageInfo } = await page(site, `/api/consumers?first=1&${query}`)
      if (pageInfo.endCursor === null) throw new Error(`Nothing to page from: ${query}`)
      return encodeURIComponent(pageInfo.endCursor)
    }),
  )
}

/** Terms of that many characters that the server finds customers for, or finds none for. */
export async function searchTerms(site: Site, length: number, kind: 'match' | 'miss'): Promise<string[]> {
  const found: string[] = []
  for (let tries = 0; found.length < terms; tries++) {
    if (tries === mostTries) throw new Error(`No ${terms} terms of ${length} characters that ${kind}`)
    const parts = await partsOfSomebody(site, length)
    const whole = parts[tries % parts.length] ?? ''
    // Scrambled ones are made of what is common, so that an index finds candidates for their parts.
    const term = kind === 'match' ? whole : scrambled(whole)
    if (term.length !== length || term.trim() !== term) continue
    const { data } = await page(site, `/api/consumers?first=1&search=${encodeURIComponent(term)}`)
    if (kind === 'match' && data.length === 0) throw new Error(`The search finds nobody for ${term}`)
    if (data.length === (kind === 'match' ? 1 : 0)) found.push(term)
  }
  return found
}

async function partsOfSomebody(site: Site, length: number): Promise<string[]> {
  const [i = 1] = someCustomers(site.customers, 1)
  const somebody: Page['data'][0] = JSON.parse(await text(site, `/api/consumers/${idOf(site.customers, i)}`))
  const name = somebody.fullName.toLowerCase()
  const email = somebody.email ?? name
  return [
    name.slice(0, length),
    somebody.phone.slice(-length),
    name.slice(-length),
    email.slice(1, 1 + length),
  ]
}

function scrambled(term: string): string {
  const letters = [...term]
  for (let i = letters.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const moved = letters[i] ?? ''
    letters[i] = letters[j] ?? ''
    letters[j] = moved
  }
  // Few scramblings of two characters occur nowhere.
  return term.length > 3 ? letters.join('') : `${letters.slice(1).join('')}${'zqxjw'[below(5)]}`
}

async function page(site: Site, path: string): Promise<Page> {
  return JSON.parse(await text(site, path))
}

async function text({ server }: Site, path: string): Promise<string> {
  const { body } = await sample({ method: 'GET', paths: [path], body: null }, server, 0)
  return body
}
