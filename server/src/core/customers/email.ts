import * as v from 'valibot'

// RFC 5322 without quotes and comments; the last part of the domain has letters alone, or stands for others (RFC 5890).
const address =
  /^\s*[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,59})\s*$/i

/** That text is an address of ASCII letters, with or without space around it: the validator's own rule is narrower. */
export const isEmail = { ...v.email<string>(), requirement: address }
