/** What the members of stores, tills, access groups and clients mean. */
export const storeWords = {
  code: 'What it is named by, for good; unique within the organization.',
  description: 'What it is for.',
  active: 'Whether it works, and can be referred to.',

  external_id_1: 'Its id in a second system.',
  external_id_2: 'Its id in a third system.',
  zone_code: 'Code of the zone that it lies in.',
  concept_code: 'Code of the concept that it is run by.',

  store_id: 'The store that it stands in.',
  username:
    'What it signs in with: its code, behind the handle or the id of an organization that is not the first.',
  password: 'Its password. It is never shown.',
  password_md5: 'In the place of `password`: its MD5 in lower-case hexadecimal, as tills send it.',

  permissions: 'The level of each resource; one that is left out is at `NONE`. `WRITE` implies `READ`.',
  built_in: 'It came with the organization, and neither changes nor ends.',
  is_default: 'It counts for whatever is set up with none. To name another, set it there.',

  key: 'Names the client when it asks for a token.',
  token_ttl_seconds: 'How long its tokens last.',
  default_till_id: 'The till that it works for where a request names none.',
  default_till_if_unknown: 'The default till stands in for one that a request names and nobody knows.',
  access_group_id: 'Its access group; null: as the default of the organization says.',
}
