import { type Contract, type Face, type Operation, openapiOf, timeInput } from '../openapi.ts'
import { time } from '../rules.ts'
import { operationBody } from './batch.ts'
import { accessGroup, accessGroups } from './reference/access-groups.ts'
import { card, cardProgramme, cards } from './reference/cards.ts'
import { changes } from './reference/changes.ts'
import { customers } from './reference/customers.ts'
import * as documented from './reference/documented.ts'
import { field, fields } from './reference/fields.ts'
import { headers } from './reference/headers.ts'
import { identity } from './reference/identity.ts'
import { keys } from './reference/keys.ts'
import { points, programmes } from './reference/loyalty.ts'
import * as loyalty from './reference/loyalty-shapes.ts'
import { brief, many, refused, whole } from './reference/many.ts'
import { merges } from './reference/merges.ts'
import { oauthClient, oauthClients } from './reference/oauth-clients.ts'
import { organizations } from './reference/organizations.ts'
import { parameters } from './reference/parameters.ts'
import { privacy } from './reference/privacy.ts'
import { problem } from './reference/problems.ts'
import { registrationRules } from './reference/registration-rules.ts'
import { store, stores } from './reference/stores.ts'
import { till, tills } from './reference/tills.ts'
import { members } from './reference/words.ts'
import { customerBody, free, newIdentifier } from './schemas.ts'

const face = (title: string, description: string, operations: Operation[]): Face => ({
  prefix: '/v1',
  title,
  description,
  operations,
})

const [createOperation, upsertOperation, patchOperation, archiveOperation] = operationBody.options

const contract: Contract = {
  title: 'Clientele',
  description:
    'The record in its own words, with every guarantee that it gives. A member or a parameter that is not known is refused, never dropped. Whatever goes wrong is a problem document (RFC 9457), whose `type` is stable.',
  faces: [
    face('Customers', 'One customer at a time, by id or by identifier.', customers),
    face('Lists and batches', 'Many customers at once.', many),
    face('Changes', 'What happened, to all customers and to one.', changes),
    face('Merges', 'Two records of one person: found, made one, and made two again.', merges),
    face(
      'Cards and identity',
      'The cards of the organization and of customers, and who somebody is elsewhere.',
      [...cards, ...identity],
    ),
    face('Loyalty', 'Programmes with their tiers, and the points of customers.', [...programmes, ...points]),
    face('Privacy', 'What a person may ask for.', privacy),
    face('Registration', 'What contracts that register customers are told by the organization.', [
      ...registrationRules,
      ...fields,
    ]),
    face('Stores and clients', 'Who signs in to contracts that know tills, and what they may do there.', [
      ...stores,
      ...tills,
      ...accessGroups,
      ...oauthClients,
    ]),
    face('Keys', 'Keys of the organization of the key that asks.', keys),
    face('Organizations', 'For the administrator, whose key is a setting of the server.', organizations),
  ],
  named: {
    Customer: documented.customer,
    CustomerInput: customerBody,
    Change: documented.change,
    Problem: problem,
    Outcome: whole,
    BriefOutcome: brief,
    RefusedOutcome: refused,
    CreateOperation: createOperation,
    UpsertOperation: upsertOperation,
    PatchOperation: patchOperation,
    ArchiveOperation: archiveOperation,
    NewIdentifier: newIdentifier,
    Field: field,
    Programme: loyalty.programme,
    PointsEntry: loyalty.entry,
    Membership: loyalty.membership,
    Standing: loyalty.standing,
    TierChange: loyalty.tierLine,
    Key: documented.key,
    Organization: documented.organization,
    Store: store,
    Till: till,
    AccessGroup: accessGroup,
    OauthClient: oauthClient,
    CardProgramme: cardProgramme,
    Card: card,
    SomeOfCustomer: documented.columnsHeld,
    FreeMember: free,
    TimeInput: time,
  },
  corrections: {
    TimeInput: timeInput,
    SomeOfCustomer: { description: 'Those members of a customer that were changed.' },
    BriefOutcome: { description: 'With `Prefer: return=minimal`.' },
    FreeMember: { description: 'Any JSON, to a depth of 32 in all.' },
  },
  members,
  parameters,
  headers,
  security: {
    SecretKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'A secret key of an organization, `sk_live_…` or `sk_test_…`, for use on servers only.',
    },
    AdminKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'The key of the administrator, `sk_admin_…`: it manages organizations, and nothing else.',
    },
  },
}

let document: object | undefined

/** The document, made when it is first asked for. */
export function openapi(): object {
  if (!document) document = openapiOf(contract)
  return document
}
