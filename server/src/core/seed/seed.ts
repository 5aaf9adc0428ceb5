import type { GroupDraft } from '../access-groups/access-group.ts'
import type { CardProgrammeChanges } from '../cards/programme.ts'
import type { ClientDraft } from '../clients/client.ts'
import type { FieldDraft } from '../fields/field.ts'
import type { ProgrammeChanges } from '../loyalty/change-programme.ts'
import type { Organization, OrganizationChanges } from '../organizations/sql.ts'
import type { RuleChanges } from '../registration-rules/change.ts'
import type { StoreDraft } from '../stores/store.ts'

/** What an organization is to have set up; things refer to each other by code and name. */
export interface Seed {
  organization?: OrganizationChanges | undefined
  registration_rules?: RuleChanges | undefined
  fields?: FieldDraft[] | undefined
  access_groups?: GroupDraft[] | undefined
  stores?: StoreSeed[] | undefined
  tills?: TillSeed[] | undefined
  oauth_clients?: ClientSeed[] | undefined
  programmes?: (ProgrammeChanges & { name: string })[] | undefined
  card_programmes?: (CardProgrammeChanges & { name: string })[] | undefined
}

export interface StoreSeed extends Omit<StoreDraft, 'access_group_id'> {
  /** By name. */
  access_group?: string | null | undefined
}

export interface TillSeed {
  code: string
  /** By code. */
  store: string
  name?: string | undefined
  active?: boolean | undefined
  /** Plain, or as its MD5. */
  password?: string | undefined
  password_md5?: string | undefined
}

/** A till of a seed with a hash in the place of its password: the one that is kept, where that is right. */
export type HashedTill = Omit<TillSeed, 'password' | 'password_md5'> & { password: string }

/** A seed of which nothing is left that takes long. */
export type ReadySeed = Omit<Seed, 'tills'> & { tills: HashedTill[] }

export interface ClientSeed extends Omit<ClientDraft, 'access_group_id' | 'default_till_id'> {
  key: string
  secret: string
  /** By name. */
  access_group?: string | null | undefined
  /** By code. */
  default_till?: string | null | undefined
}

/** What became of a thing of a seed. */
export type Fate = 'created' | 'changed' | 'unchanged'

/** Whose a seed was, and what became of how many of its things. */
export type Applied = Record<Fate, number> & { organization: Organization }
