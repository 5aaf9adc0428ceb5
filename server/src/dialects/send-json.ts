import type { FastifyReply } from 'fastify'

/** Answers with what is JSON already. */
export const sendJson = (reply: FastifyReply, text: string | Buffer) =>
  reply.type('application/json; charset=utf-8').send(text)
