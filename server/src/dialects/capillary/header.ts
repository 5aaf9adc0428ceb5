/** What a header says: Node reads it as Latin-1, and those who send anything else send UTF-8. */
export function textOf(header: string | string[]): string {
  const text = String(header)
  try {
    return utf8.decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
