import type { FastifyReply, FastifyRequest } from 'fastify';

/** Longest time that an answer is held. */
const MOST_SECONDS = 60;

/** `Prefer: wait=N` (RFC 7240): seconds to hold the answer, 0 where nothing is asked; told back as Preference-Applied. */
export function preferredWait({ headers }: FastifyRequest, reply: FastifyReply): number {
  const asked = /(?:^|[\s,;])wait\s*=\s*"?(\d{1,6})/i.exec(String(headers.prefer ?? ''))?.[1];
  if (asked === undefined) return 0;
  const seconds = Math.min(Number(asked), MOST_SECONDS);
  void reply.header('preference-applied', `wait=${seconds}`);
  return seconds;
}
