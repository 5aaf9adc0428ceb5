import { v7 as uuidv7 } from 'uuid'
import { everywhere, type Permissions } from './permission.ts'

/** The access groups that a new organization comes with; the first is its default. */
export function builtInGroups(): BuiltIn[] {
  return [
    { id: uuidv7(), name: 'full', is_default: true, permissions: everywhere('WRITE') },
    { id: uuidv7(), name: 'read-only', is_default: false, permissions: everywhere('READ') },
  ]
}

interface BuiltIn {
  id: string
  name: string
  is_default: boolean
  permissions: Permissions
}
