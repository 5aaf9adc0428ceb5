import { RE2JS, RE2JSException } from 're2js'

// A pattern is its operator's, and runs while others wait: in time linear in the text, for each of so many steps.
// The worst patterns found of this size cost 5 ms of CPU for a text of 250 characters.
const mostSteps = 1000
export const longestPattern = 250
const mostCompiled = 1000

const compiled = new Map<string, RE2JS>()

/** Whether the text has the pattern (RE2 syntax) in it, anywhere unless it says otherwise with ^ and $. */
export function matches(pattern: string, text: string): boolean {
  const known = compiled.get(pattern)
  if (known) return known.test(text)
  const made = RE2JS.compile(pattern)
  if (compiled.size >= mostCompiled) compiled.clear()
  compiled.set(pattern, made)
  return made.test(text)
}

/** Why a text cannot be used as a pattern, as a clause; null for one that can. */
export function patternFault(pattern: string): string | null {
  if (pattern.length > longestPattern) return `Expected at most ${longestPattern} characters`
  try {
    return RE2JS.compile(pattern).programSize() > mostSteps ? 'Expected fewer repetitions' : null
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return 'Expected RE2 syntax, which has no look-around and no back-references'
  }
}
