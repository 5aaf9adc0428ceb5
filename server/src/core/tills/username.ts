import { isId } from '../id.ts'

/** The organization and the till that a username names: null for the organization that was set up first. */
export interface Username {
  organization: { by: 'id' | 'handle'; value: string } | null
  code: string
}

/** Text that does not match cannot be a username, and must not be kept in memory. */
export const usernameForm = /^[!-~]{1,100}$/

/** Reads `<code>`, `<handle>/<code>` or `<organization id>/<code>`; null for what can be none of them. */
export function usernameOf(text: string): Username | null {
  const [first = '', code, more] = text.split('/')
  if (!usernameForm.test(text) || more !== undefined) return null
  if (code === undefined) return { organization: null, code: first }
  return { organization: { by: isId(first) ? 'id' : 'handle', value: first }, code }
}
