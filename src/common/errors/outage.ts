/**
 * Node's codes of a peer that is not there, PostgreSQL's of a server that stops, starts or takes nobody more, and an object
 * store's of one that is busy.
 */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08\w{3}|57P0[123]|53300|SlowDown|ServiceUnavailable|InternalError|HTTP(429|50\d))$/;
/** What `pg` throws without a code. */
const AWAY_IN_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;
/** No space, or no more of the quota: of a file system, PostgreSQL's `disk_full`, an object store. */
const FULL = /^(ENOSPC|EDQUOT|53100|QuotaExceeded|HTTP507)$/;

/**
 * What the service itself stands on is away or full: no request and no task is at fault, and the same one may succeed
 * later. Null for every other error.
 */
export function outageOf(thrown: unknown): 'unavailable' | 'storage_full' | null {
  if (!(thrown instanceof Error)) return null;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (FULL.test(code)) return 'storage_full';
  return AWAY.test(code) || AWAY_IN_WORDS.test(thrown.message) ? 'unavailable' : null;
}
