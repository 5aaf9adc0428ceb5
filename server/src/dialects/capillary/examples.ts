import { done, failed, request } from './codes.ts'

/** Made up, in the shapes of contract sheet §2.3 to §2.5 and §4. */

const warnings = { warning: [] }
const item = ({ code, message }: { code: number; message: string }) => ({
  success: 'true',
  code: String(code),
  message,
  warnings,
})

export const update = {
  root: {
    customer: [
      {
        mobile: '447911000101',
        firstname: 'Asha',
        lastname: 'Verne',
        associated_with: 'leeds.till02',
        type: 'LOYALTY',
        subscriptions: {
          subscription: [{ channel: 'sms', priority: 'TRANS', scope: 'all', is_subscribed: '1' }],
        },
        custom_fields: { field: [{ name: 'shoe_size', value: '6' }] },
        extended_fields: { field: [{ name: 'gender', value: 'female' }] },
      },
    ],
  },
}

const summary = {
  programId: '1',
  redeemed: '50',
  expired: '0',
  returned: '0',
  adjusted: '0',
  lifetimePoints: '640',
  loyaltyPoints: '590',
  cumulativePurchases: '3200',
  currentSlab: 'Bronze',
  nextSlab: 'Silver',
  nextSlabSerialNumber: '2',
  nextSlabDescription: 'Second tier',
  slabSNo: '1',
  slabExpiryDate: '2124-02-01 23:59:59',
  totalPoints: '',
}

const customer = {
  user_id: 7,
  firstname: 'Asha',
  lastname: 'Verne',
  mobile: '447911000101',
  email: 'asha@shop.example',
  external_id: null,
  lifetime_points: 640,
  loyalty_points: 590,
  current_slab: 'Bronze',
  tier_expiry_date: '2124-02-01 23:59:59',
  points_summaries: { points_summary: [summary] },
  lifetime_purchases: 3200,
  registered_on: '2024-02-01 10:00:00',
  updated_on: '2026-05-02 08:15:03',
  type: 'LOYALTY',
  source: 'instore',
  fraud_status: 'NONE',
  reason: '',
  custom_fields: { field: [{ name: 'shoe_size', value: '6' }] },
  extended_fields: { field: [{ name: 'gender', value: 'Female' }] },
  subscriptions: { subscription: [{ channel: 'SMS', priority: 'TRANS', scope: 'ALL', status: '1' }] },
  side_effects: { effect: [{ type: 'points', awarded_points: 40, total_points: 590 }] },
  item_status: item(done.updated),
}

const nobody = { mobile: '440000000000', item_status: { ...item(failed.missing), success: 'false' } }

const batch = (list: string, name: string, items: unknown) => ({
  response: {
    status: { success: 'true', ...request.done, total: '1', success_count: '1' },
    [list]: { [name]: items },
  },
})

export const customers = {
  'One customer': batch('customers', 'customer', [customer]),
  'One of two was not found': {
    response: {
      status: { success: 'true', ...request.someFailed, total: '2', success_count: '1' },
      customers: { customer: [customer, nobody] },
    },
  },
}

const { firstname, lastname, mobile, email, external_id, lifetime_points, lifetime_purchases } = customer
const names = { firstname, lastname, mobile, email, external_id }
const { loyalty_points, current_slab, registered_on, updated_on, type, source } = customer
export const found = {
  'One customer': batch('customers', 'customer', [
    {
      ...names,
      ...{ lifetime_points, lifetime_purchases, loyalty_points, current_slab },
      ...{ registered_on, updated_on, type, source },
      item_status: item(done.retrieved),
    },
  ]),
}

const whose = { user_id: 7, mobile, email, external_id }
export const subscribe = {
  root: {
    subscription: [{ mobile, channel: 'sms', priority: 'BULK', scope: 'all', is_subscribed: '0' }],
  },
}
const row = { channel: 'SMS', priority: 'BULK', scope: 'ALL', is_subscribed: '0' }
export const stated = {
  Stated: batch('subscriptions', 'subscription', [{ ...whose, ...row, item_status: item(done.subscribed) }]),
}
const preference = { name: 'BULK', subscribed: '', unsubscribed: 'ALL', user_preference: 'UNSUBSCRIBED' }
export const told = {
  'One channel': batch('subscriptions', 'subscription', [
    {
      ...whose,
      channel: [{ name: 'SMS', priority: [preference] }],
      orgUnitSubscriptions: [],
      item_status: item(done.subscriptions),
    },
  ]),
}

const change = { identifier: 'email', old_value: 'asha@shop.example', new_value: 'asha@verne.example' }
export const updateIdentity = { root: { customer: [change] } }
export const identityChanges = {
  'One change': batch('customers', 'customer', {
    ...change,
    updated: 'true',
    item_status: item(done.identityRequested),
  }),
}

export const addRequest = {
  root: {
    request: [
      {
        reference_id: 'case-12',
        type: 'CHANGE_IDENTIFIER',
        base_type: 'MOBILE',
        customer: { email },
        old_value: mobile,
        new_value: '447911000102',
      },
    ],
  },
}
export const decide = { root: { request: [{ id: '3' }] } }
const actor = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b72'

export const requests = {
  'One request': batch('requests', 'request', [
    {
      id: 3,
      reference_id: 'case-12',
      type: 'CHANGE_IDENTIFIER',
      base_type: 'MOBILE',
      status: 'PENDING',
      old_value: mobile,
      new_value: '447911000102',
      requested_on: '2026-05-02 08:15:03',
      customer: { ...names, id: 7 },
      item_status: { success: true, ...done.requestAdded, warnings },
    },
  ]),
}

export const requestLogs = {
  'A request that was approved': batch('requests', 'request', [
    {
      id: 3,
      reference_id: 'case-12',
      base_type: 'MOBILE',
      status: 'APPROVED',
      logs: {
        log: [
          { status: 'PENDING', changed_on: '2026-05-02 08:15:03', changed_by: actor },
          { status: 'APPROVED', changed_on: '2026-05-02 09:00:41', changed_by: actor },
        ],
      },
      item_status: { success: true, ...done.requestRetrieved, warnings },
    },
  ]),
}

const look = (name: string, members: object) => ({
  response: { status: { success: 'true', ...request.done }, [name]: members },
})

export const hits = {
  'One customer': look('customer', {
    count: '1',
    start: '0',
    rows: '1',
    results: {
      item: [
        {
          user_id: '7',
          org_id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
          firstname,
          lastname,
          mobile,
          email,
          external_id: 'None',
          loyalty_points: '590',
          lifetime_points: '640',
          lifetime_purchases: '3200',
          current_slab,
          registered_on,
          registered_by: 'leeds.till02',
          last_trans_value: '',
          attributes: { attribute: [{ name: 'shoe_size', value: '6' }] },
        },
      ],
    },
  }),
}

const lookedUp = (code: number, message: string) => item({ code, message })
export const customFields = {
  'No field': look('organization', {
    custom_fields: { field: [] },
    item_status: lookedUp(3203, 'No custom fields found'),
  }),
}
export const configs = {
  'One configuration': look('organization', {
    configs: {
      config: [
        {
          key: 'CONF_ALLOW_EMAIL_UPDATE',
          scopes: 'ORG',
          value_type: 'NUMERIC',
          modules: 'LOYALTY',
          entity_id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
          value: '1',
        },
      ],
    },
    item_status: lookedUp(3208, 'Configurations successfully retrieved'),
  }),
}
const till = { id: 'leeds.till02', code: 'leeds.till02', name: 'Front', type: 'TILL', is_active: '1' }
export const entities = {
  'One till': look('organization', {
    entities: { type: 'TILL', entity: [{ ...till, parent: { type: 'STORE', code: 'leeds' } }] },
    item_status: lookedUp(200, 'Success'),
  }),
}
export const extendedFields = {
  entity: {
    CUSTOMER: [
      {
        name: 'gender',
        label: 'Gender',
        dataType: 'CUSTOM_ENUM',
        entityType: 'CUSTOMER',
        defaultValue: null,
        enumValues: ['Female', 'Male'],
        isMandatory: false,
        isEnabled: true,
        createdBy: 'setup',
        createdOn: '2026-02-01T10:00:00.000Z',
      },
    ],
  },
  warnings: [],
  errors: [],
  success: true,
}
export const credentials = { key: 'QeJirAZADUAY11Xllz0bFVkl', secret: 'a secret that is shown once' }
export const token = {
  data: { accessToken: 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA', ttlSeconds: 3600 },
  errors: null,
}
