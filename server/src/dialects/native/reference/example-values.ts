/** Values that recur in the examples; those of ids stand for what a reader puts in their place. */

export const customerId = '01981c2e-5b7a-7d10-8a4f-3c9e6b20d7f1'
export const victimId = '01981c2e-5b7b-7a02-b3d1-90cc41e57a68'
export const organizationId = '01981b90-2c44-7f3a-a1b5-6de0c8f91b07'
export const keyId = '01981b90-2c51-7e08-8d6b-f14a93702c5e'
export const programmeId = '01981b90-2c70-7b21-8f0d-1c6e4a95d3b8'
export const requestId = '01981c30-0d52-7b6c-9f0e-5f2a77c1e934'
export const survivorVersion = 3
export const cursor = 'eyJpZCI6IjAxOTgxYzJlLTViN2EifQ'
export const feedCursor = 'ODE5Mi40MS5Ka2x6Xy03dw'
export const fieldId = '01981b90-2c60-7a10-9c3e-55d0b1a7e402'
export const cardProgrammeId = '01981c41-7d20-7c4a-9f3e-2b7a5d10c8e6'
export const storeId = '01981b91-0a10-7b21-8c4d-6e1f3a9d5b70'
export const tillId = '01981b91-0a2c-7e55-9f02-71c8d4b3a6e9'
export const accessGroupId = '01981b91-0a3f-7c08-b1e6-2d9a5f8c4e13'
export const clientId = '01981b91-0a58-7d94-8a3b-c5e07f21d6b4'
