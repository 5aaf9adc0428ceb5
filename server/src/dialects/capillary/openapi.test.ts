import { describe } from 'node:test'
import { itIsSound } from '../../../test/openapi.ts'
import { capillary } from './index.ts'

describe('the document of the loyalty contract', () => itIsSound(capillary))
