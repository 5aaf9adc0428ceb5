import * as v from 'valibot'
import type { AccessGroup } from '../../../core/access-groups/access-group.ts'
import { everywhere } from '../../../core/access-groups/permission.ts'
import type { Operation } from '../../openapi.ts'
import { onlyPageParameters } from '../paging.ts'
import { accessGroupBody, accessGroupChanges } from '../store-schemas.ts'
import { id } from './documented.ts'
import { accessGroupId } from './example-values.ts'
import { alreadyThere, noSuch, type Refusals, reusedKey, unknownParameter, unreadable } from './problems.ts'
import { answersOf } from './replies.ts'
import { administering, listOf, made, madeExample, minimal, patchTypes, reading } from './stores.ts'

/** An access group as it is answered. */
export const accessGroup = v.object({
  id,
  name: v.string(),
  permissions: accessGroupBody.entries.permissions,
  built_in: v.boolean(),
  is_default: v.boolean(),
  active: v.boolean(),
  ...made,
})

const newGroup = { name: 'franchise', permissions: { customer: 'WRITE', points: 'READ' } } as const
const example: AccessGroup = {
  id: accessGroupId,
  ...newGroup,
  built_in: false,
  is_default: false,
  active: true,
  ...madeExample,
}
const one = { description: 'The access group', schema: accessGroup, example }
const stays: Refusals = {
  'A group that is built in': { kind: 'refused', rule: 'built_in', fields: ['name'] },
  'To end a group that something is set up with': { kind: 'refused', rule: 'in_use', fields: ['active'] },
}

/** Access groups of the organization. */
export const accessGroups: Operation[] = [
  {
    ...reading,
    id: 'listAccessGroups',
    method: 'get',
    path: '/access-groups',
    summary: 'List access groups',
    description:
      'Newest first. Two come with every organization: `full`, its default at first, and `read-only`.',
    query: onlyPageParameters,
    answers: listOf('access groups', accessGroup, { ...example, permissions: everywhere('READ') }),
  },
  {
    ...administering,
    id: 'createAccessGroup',
    method: 'post',
    path: '/access-groups',
    summary: 'Set up an access group',
    description:
      'What the tills of a store, or a client, may read and write through contracts that know tills.',
    body: { schema: accessGroupBody, required: true, examples: { 'A group': newGroup } },
    answers: answersOf(
      { 201: { ...one, headers: ['Location', 'Preference-Applied'] } },
      unreadable,
      alreadyThere('access_group', 'name'),
      reusedKey,
    ),
  },
  {
    ...reading,
    id: 'getAccessGroup',
    method: 'get',
    path: '/access-groups/{access_group_id}',
    summary: 'Get an access group',
    answers: answersOf({ 200: one }, unknownParameter, noSuch('access_group')),
  },
  {
    ...administering,
    id: 'changeAccessGroup',
    method: 'patch',
    path: '/access-groups/{access_group_id}',
    summary: 'Change an access group',
    description:
      'What is absent stays; permissions are replaced as a whole. A built-in group can only become the default. A group ends when nothing is set up with it.',
    body: {
      schema: accessGroupChanges,
      required: true,
      types: patchTypes,
      examples: { 'The default from now on': { is_default: true } },
    },
    answers: answersOf(
      { 200: { ...one, example: { ...example, is_default: true } }, 204: minimal },
      noSuch('access_group'),
      unreadable,
      alreadyThere('access_group', 'name'),
      stays,
      reusedKey,
    ),
  },
]
