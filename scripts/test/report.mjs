/** @param {import('./tally-reporter.mjs').Tally} tally @returns {string} alone on its line, as test counters read it */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}

/**
 * @param {Map<string, string>} missing service → why
 * @param {import('./tally-reporter.mjs').Tally['skipped']} skipped
 * @returns {string | undefined} a block that cannot be overlooked; undefined when everything ran
 */
export function whatDidNotRun(missing, skipped) {
  if (missing.size === 0 && skipped.length === 0) return undefined;
  const rule = '='.repeat(100);
  return [
    rule,
    'DID NOT RUN',
    ...[...missing].map(([service, why]) => `  service ${service}: ${why}`),
    ...skipped.map(({ test, why }) => `  ${test}: ${why}`),
    rule,
  ].join('\n');
}
