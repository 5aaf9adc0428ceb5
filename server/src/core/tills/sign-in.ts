import { hash } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { placesFor } from '../../db/places.ts'
import { freshly } from '../fresh.ts'
import { Refusal } from '../problem.ts'
import type { Entrant } from './entrant.ts'
import { hashOfNobody, isPassword, wireForm } from './password.ts'
import { findTillAccess, type TillAccess } from './sign-in-sql.ts'
import { usernameForm, usernameOf } from './username.ts'

/** Turns usernames and passwords of tills into what they open (contract sheet §1.4, Basic). */
export interface TillRing {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(username: string, password: string): Entrant | null | undefined
  /**
   * Null for an unknown organization or till, one that is not active, and a wrong password alike. Raises too_many while
   * more passwords wait to be checked than can be in some seconds.
   * @param password as it is sent: the MD5 of the till's password in lower-case hexadecimal.
   */
  find(username: string, password: string): Promise<Entrant | null>
}

// A check takes a core for 130 ms: two at once leave the others to the requests that are let in.
const mostChecks = 2
const mostWaiting = 40
// So that whoever guesses at one till keeps no other from signing in.
const mostWaitingOfOne = 5
const mostVerdicts = 20_000

/**
 * The row of a till is looked up once in half a second, so that a changed password, or a till that is no longer active,
 * counts within a second. The slow hash is made once for a password and the hash that it is compared with.
 */
export function openTillRing(db: Database): TillRing {
  const rows = freshly((username) => findTillAccess(db, usernameOf(username)))
  // Apart, so that a flood of wrong passwords drives out no right one.
  const verdicts = { right: new Map<string, string>(), wrong: new Map<string, string>() }
  const nobody = hashOfNobody()
  const checks = openChecks()

  const hashIn = (row: TillAccess | null) => row?.password ?? nobody

  function verdictOn(credential: string, stored: string): boolean | undefined {
    if (verdicts.right.get(credential) === stored) return true
    return verdicts.wrong.get(credential) === stored ? false : undefined
  }

  function remember(credential: string, stored: string, isRight: boolean): void {
    const [known, other] = isRight ? [verdicts.right, verdicts.wrong] : [verdicts.wrong, verdicts.right]
    const [oldest] = known.keys()
    if (known.size >= mostVerdicts && oldest !== undefined) known.delete(oldest)
    known.set(credential, stored)
    other.delete(credential)
  }

  return {
    known(sent, password) {
      if (!wireForm.test(password)) return null
      const username = keptForm(sent)
      const row = rows.known(username)
      if (row === undefined) return undefined
      const verdict = verdictOn(digestOf(username, password), hashIn(row))
      return verdict === undefined ? undefined : verdict && row ? row.entrant : null
    },
    async find(sent, password) {
      if (!wireForm.test(password)) return null
      const username = keptForm(sent)
      const row = await rows.find(username)
      const credential = digestOf(username, password)
      const stored = hashIn(row)
      let verdict = verdictOn(credential, stored)
      if (verdict === undefined) {
        // With the hash: what was right for the one before it is not right for this one.
        verdict = await checks(username, `${credential} ${stored}`, () => isPassword(password, stored))
        remember(credential, stored, verdict)
      }
      return verdict && row ? row.entrant : null
    },
  }
}

/** Nobody's, for what cannot be a username: it is refused as slowly, and not kept in memory. */
const keptForm = (username: string) => (usernameForm.test(username) ? username : '')

/** In memory nothing is kept of a password that would let anybody in. */
const digestOf = (username: string, password: string) => hash('sha256', `${username}\n${password}`)

/** Runs checks, few at once; those of the same comparison share one. Raises too_many. */
function openChecks() {
  const inTurn = placesFor(mostChecks)
  const underWay = new Map<string, Promise<boolean>>()
  const waitingOf = new Map<string, number>()

  return (username: string, comparison: string, check: () => Promise<boolean>): Promise<boolean> => {
    const same = underWay.get(comparison)
    if (same) return same
    const waiting = waitingOf.get(username) ?? 0
    if (underWay.size >= mostWaiting || waiting >= mostWaitingOfOne)
      throw new Refusal({ kind: 'too_many', retryAfterSeconds: 1 })
    waitingOf.set(username, waiting + 1)
    const done = inTurn(check).finally(() => {
      underWay.delete(comparison)
      const left = (waitingOf.get(username) ?? 1) - 1
      if (left > 0) waitingOf.set(username, left)
      else waitingOf.delete(username)
    })
    underWay.set(comparison, done)
    return done
  }
}
