import { isUtf8 } from 'node:buffer'
import { type Problem, Refusal } from '../core/problem.ts'

type Reason = Extract<Problem, { kind: 'unreadable' }>['reason']

const mostDepth = 32

/**
 * Parses a JSON body and refuses what JSON.parse would let pass silently: a key twice in one object (the earlier value
 * would be lost), keys that reach for the prototype, deep nesting, text that is not UTF-8, and text that the database
 * cannot keep (NUL, halves of surrogate pairs). Raises unreadable; an empty body is undefined.
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw unreadable('encoding')
  const members = countMembers(body)
  const text = body.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable('syntax')
  }
  // Only escapes can spell what UTF-8 itself rules out, so a body without these needs no closer look at its strings.
  const suspicious = /\\u(?:0000|[dD][89a-fA-F])/.test(text)
  if (inspect(value, suspicious) !== members) throw unreadable('duplicate_key')
  return value
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const openings = new Set([0x5b, 0x7b])
const closings = new Set([0x5d, 0x7d])

/** Counts the colons outside of strings: in valid JSON, as many as there are members, twins included. */
function countMembers(body: Buffer): number {
  let members = 0
  let depth = 0
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number
    if (byte === quote) {
      for (i++; i < body.length && body[i] !== quote; i++) if (body[i] === backslash) i++
    } else if (byte === colon) members++
    else if (byte > colon) {
      if (openings.has(byte)) {
        if (++depth > mostDepth) throw unreadable('depth')
      } else if (closings.has(byte)) depth--
    }
  }
  return members
}

/** Counts the members that the value has, and refuses keys and strings that must not go further. */
function inspect(value: unknown, suspicious: boolean): number {
  if (typeof value === 'string') {
    if (suspicious && (value.includes('\0') || !value.isWellFormed())) throw unreadable('encoding')
    return 0
  }
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + inspect(item, suspicious), 0)
  let members = 0
  for (const key in value) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw unreadable('forbidden_key')
    if (suspicious) inspect(key, true)
    members += 1 + inspect((value as Record<string, unknown>)[key], suspicious)
  }
  return members
}

const unreadable = (reason: Reason) => new Refusal({ kind: 'unreadable', reason })
