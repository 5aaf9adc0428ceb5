import type { Context } from '../context.ts'
import { patternFault } from '../pattern.ts'
import { Refusal } from '../problem.ts'
import { type RegistrationRules, standardRules } from './rules.ts'
import { patchRules, selectRules } from './sql.ts'

/** What of the rules may be changed: absent members keep their value, one by one also in `fills` and `approves`. */
export type RuleChanges = {
  [Name in keyof RegistrationRules]?:
    | (RegistrationRules[Name] extends Record<string, boolean>
        ? { [Member in keyof RegistrationRules[Name]]?: boolean | undefined }
        : RegistrationRules[Name])
    | undefined
}

/** Changes the rules of the organization, on every process within a second. Raises invalid. */
export async function changeRules(ctx: Context, changes: RuleChanges): Promise<RegistrationRules> {
  const fault = changes.external_id_pattern ? patternFault(changes.external_id_pattern) : null
  if (fault) {
    const issue = { path: ['external_id_pattern'], message: `Invalid pattern: ${fault}` }
    throw new Refusal({ kind: 'invalid', issues: [issue] })
  }
  await patchRules(ctx, changes)
  return getRules(ctx)
}

/** The rules of the organization: the standard ones where it has stated none. */
export async function getRules({ db, organizationId }: Context): Promise<RegistrationRules> {
  return (await selectRules(db, organizationId)) ?? standardRules
}
