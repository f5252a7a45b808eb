/** Seconds between attempts, the schedule that Standard Webhooks recommends: ten attempts over some three days. */
const DELAYS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
const MOST_RETRY_AFTER = 86_400;
/** Spreads what failed together by ±20 %. */
const JITTER = 0.2;

/**
 * Seconds until the next attempt after `attempts` that failed, or null where that was the last one. `retryAfter`:
 * seconds that the receiver asked for; `random`: uniform in 0..1.
 */
export function nextDelay(attempts: number, retryAfter: number | null, random: number): number | null {
  const delay = DELAYS[attempts - 1];
  if (delay === undefined) return null;
  const spread = delay * (1 - JITTER + 2 * JITTER * random);
  return Math.max(spread, Math.min(retryAfter ?? 0, MOST_RETRY_AFTER));
}
