/** What an access group rules, of what is kept here (contract sheet §6, access group). */
export type Resource = (typeof resources)[number]
export const resources = [
  'customer',
  'requests',
  'organization',
  'data_fields',
  'points',
  'cards',
  'stores',
] as const

/** WRITE implies READ. */
export type Level = (typeof levels)[number]
export const levels = ['NONE', 'READ', 'WRITE'] as const

/** A resource that is not named is at NONE. */
export type Permissions = Partial<Record<Resource, Level>>

/** Whether these permissions reach so far. */
export function permits(permissions: Permissions, resource: Resource, level: 'READ' | 'WRITE'): boolean {
  return levels.indexOf(permissions[resource] ?? 'NONE') >= levels.indexOf(level)
}

/** The same level for every resource. */
export const everywhere = (level: Level): Permissions =>
  Object.fromEntries(resources.map((resource) => [resource, level]))
