import { request, type Said } from './codes.ts'

/** The envelope of every answer (contract sheet §2.2, §7-3, §7-4): `success` is text, whatever it says. */

/** An item of an answer as JSON text, and whether it was done. */
export interface ItemAnswer {
  isDone: boolean
  json: string
}

/** How a call with items went, as the member `status` of its answer. */
export function statusOf(items: readonly ItemAnswer[]): string {
  const count = items.filter(({ isDone }) => isDone).length
  const { code, message } =
    count === items.length ? request.done : count === 0 ? request.allFailed : request.someFailed
  // Some done is a success: its code tells (§7-3).
  const success = count > 0 || items.length === 0
  return `{"success":"${success}","code":${code},"message":${JSON.stringify(message)},"total":"${items.length}","success_count":"${count}"}`
}

/** An answer with an item for each that was sent, in order: `{response: {status, <list>: {<item>: […]}}}`. */
export function batchOf(list: string, item: string, items: readonly ItemAnswer[]): string {
  let inside = ''
  for (const { json } of items) inside += inside === '' ? json : `,${json}`
  return `{"response":{"status":${statusOf(items)},"${list}":{"${item}":[${inside}]}}}`
}

/** An answer of a look-up, with this member beside the status. */
export function answerOf(member: string, value: string): string {
  const { code, message } = request.done
  return `{"response":{"status":{"success":"true","code":${code},"message":"${message}"},"${member}":${value}}}`
}

/** An answer to a request that failed as a whole. */
export const failureOf = ({ code, message }: Said) => ({
  response: { status: { success: 'false', code, message } },
})

/** The member `item_status` (contract sheet §2.2): its code is text, as are those of its warnings. */
export function itemStatus(isDone: boolean, { code, message }: Said, warnings: readonly Said[] = []): string {
  let text = message
  let codes = ''
  for (const warning of warnings) {
    text += `, ${warning.message}`
    codes += codes === '' ? `"${warning.code}"` : `,"${warning.code}"`
  }
  return `{"success":"${isDone}","code":"${code}","message":${JSON.stringify(text)},"warnings":{"warning":[${codes}]}}`
}

/** An item that was refused: what it was named by, and why. */
export function refusedItem(echo: readonly [string, string][], said: Said): ItemAnswer {
  let json = '{'
  for (const [name, value] of echo) json += `${JSON.stringify(name)}:${JSON.stringify(value)},`
  return { isDone: false, json: `${json}"item_status":${itemStatus(false, said)}}` }
}

/** An item that was done: these members, and that it was. */
export function doneItem(members: object, said: Said, warnings: readonly Said[] = []): ItemAnswer {
  const json = `${JSON.stringify(members).slice(0, -1)},"item_status":${itemStatus(true, said, warnings)}}`
  return { isDone: true, json }
}
