/**
 * @param {string} url of the API
 * @param {{ isolation?: string, isolation_backend?: string, status?: string }} health what GET /health says
 * @returns {string} what a newcomer needs next
 */
export function banner(url, health) {
  return `
  AlgoAPI Secure is ready
    API        ${url}
    Swagger    ${url}/docs
    health     ${health.status ?? 'unknown'}
    isolation  ${health.isolation ?? 'unknown'}${health.isolation_backend ? ` (${health.isolation_backend})` : ''}

  First call:
    curl -X POST ${url}/api/v1/keys/create -H "Content-Type: application/json" -d '{"name":"me","email":"me@example.com"}'

  Ctrl-C stops it.
`;
}

/**
 * @param {string} url
 * @param {() => boolean} gone whether the application has ended
 * @returns {Promise<object | undefined>} the first answer of GET /health, healthy or not; undefined when it has ended
 */
export async function firstHealth(url, gone) {
  while (!gone()) {
    const health = await healthNow(url);
    if (health !== undefined) return health;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}

async function healthNow(url) {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
    return await answer.json();
  } catch {
    return undefined;
  }
}
