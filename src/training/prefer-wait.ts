import type { FastifyReply, FastifyRequest } from 'fastify';

/** Longest time that an answer is held. */
const MOST_SECONDS = 60;

/** `Prefer: wait=N` (RFC 7240): seconds to hold the answer, told back as Preference-Applied; `unasked` where it is not there. */
export function preferredWait({ headers }: FastifyRequest, reply: FastifyReply, unasked = 0): number {
  const asked = /(?:^|[\s,;])wait\s*=\s*"?(\d{1,6})/i.exec(String(headers.prefer ?? ''))?.[1];
  if (asked === undefined) return unasked;
  const seconds = Math.min(Number(asked), MOST_SECONDS);
  void reply.header('preference-applied', `wait=${seconds}`);
  return seconds;
}
