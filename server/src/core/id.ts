const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether the database can take it for an id. Whatever cannot be an id is missing like any unknown one. */
export const isId = (text: string) => uuid.test(text)
