/** Small pools, so that conflicts happen. */
export const emails = [
  'ana@pool.example',
  'ANA@pool.example',
  ' bo@pool.example ',
  'bo@pool.example',
  'cy@pool.example',
]
export const names = ['Ana Lima', 'Bo', 'Cy de Vries', '']
export const externalIds = ['crm-1', 'CRM-1', 'crm-2']

/** What a number that was sent is kept as; one that is not valid is kept as it is and tells nobody apart. */
const keptPhone: Record<string, string> = {
  '+14155550123': '+14155550123',
  '(415) 555-0123': '+14155550123',
  '+49 1511 2345678': '+4915112345678',
  'ext. 12': 'ext. 12',
}
export const phones = Object.keys(keptPhone)

/** What a caller writes through the contract, as far as the model knows it. */
export interface Body {
  email?: string | null
  phone?: string | null
  fullName?: string | null
  metadata?: Record<string, string | number | null> | null
  externalId?: string | null
  status?: 'ACTIVE' | 'INACTIVE'
  smsOptOut?: boolean
  emailVerified?: boolean
  phoneVerified?: boolean
}

/** A customer as the model expects to see it. */
export interface Expected {
  id: string
  email: string | null
  phone: string | null
  fullName: string | null
  metadata: Record<string, string | number | null> | null
  primaryExternalId: string | null
  status: 'ACTIVE' | 'INACTIVE'
  smsOptOut: boolean
  emailVerified: boolean
  phoneVerified: boolean
  archived: boolean
  createdAt: string
  updatedAt: string | null
}

/** Consent is more than its opposite on the wire: a first `smsOptOut: false` states it, and so is a change. */
export interface Kept extends Expected {
  smsStated: boolean
}

/** All customers of one organization, the oldest first. */
export type Model = Map<string, Kept>

const blank = {
  email: null,
  phone: null,
  fullName: null,
  metadata: null,
  primaryExternalId: null,
  status: 'ACTIVE',
  smsOptOut: false,
  smsStated: false,
  emailVerified: false,
  phoneVerified: false,
  archived: false,
  updatedAt: null,
} as const

/** The customer that a body makes; what the server chooses is taken from its answer. */
export function made(body: Body, { id, createdAt }: Pick<Expected, 'id' | 'createdAt'>): Kept {
  return { ...changed({ ...blank, id, createdAt }, body), updatedAt: null }
}

/** The customer after a body has been applied to it. */
export function changed(was: Kept, body: Body): Kept {
  const { email, phone } = keptOf(body)
  const next: Kept = { ...was }
  if (email !== undefined) {
    next.email = email
    if (email?.toLowerCase() !== was.email?.toLowerCase()) next.emailVerified = false
  }
  if (phone !== undefined) {
    next.phone = phone
    if (phone !== was.phone) next.phoneVerified = false
  }
  if (body.fullName !== undefined) next.fullName = body.fullName
  if (body.metadata !== undefined) next.metadata = body.metadata
  if (body.externalId !== undefined) next.primaryExternalId = body.externalId
  if (body.status !== undefined) next.status = body.status
  if (body.smsOptOut !== undefined) Object.assign(next, { smsOptOut: body.smsOptOut, smsStated: true })
  if (body.emailVerified !== undefined) next.emailVerified = body.emailVerified
  if (body.phoneVerified !== undefined) next.phoneVerified = body.phoneVerified
  return next
}

export const live = (model: Model) => [...model.values()].filter(({ archived }) => !archived)

/** What a customer can be told by; a phone number that is not valid tells nobody. */
function identifiersOf(body: Body): Record<string, string | null> {
  const { email, phone } = keptOf(body)
  return {
    email: email?.toLowerCase() ?? null,
    phone: phone?.startsWith('+') ? phone : null,
    externalId: body.externalId ?? null,
  }
}

/** Members of the body that another live customer holds. */
export function conflicts(model: Model, body: Body, self?: string): string[] {
  const wanted = identifiersOf(body)
  return Object.keys(wanted).filter((field) =>
    live(model).some(({ id, primaryExternalId, ...held }) => {
      const theirs = identifiersOf({ ...held, externalId: primaryExternalId })
      return id !== self && wanted[field] !== null && wanted[field] === theirs[field]
    }),
  )
}

function keptOf({ email, phone }: Body): Pick<Body, 'email' | 'phone'> {
  return {
    ...(email !== undefined && { email: email?.trim() ?? null }),
    ...(phone !== undefined && { phone: phone === null ? null : (keptPhone[phone] ?? phone) }),
  }
}
