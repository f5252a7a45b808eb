const howToIsolate = `
  Trainings are not isolated in containers: no Docker daemon was found that this user may use. Install and start Docker
  (on Debian: sudo apt-get install -y docker.io), then start again. /health says what is missing.
`;

/**
 * @param {string} url of the API
 * @param {{ status?: string, isolation?: string, isolation_backend?: string, docker_available?: boolean, workers?: number }} health what GET /health says
 * @returns {string} what a newcomer needs next
 */
export function banner(url, health) {
  // Without a worker nothing is known of Docker yet.
  const withoutDocker = health.workers > 0 && health.docker_available === false;
  return `
  AlgoAPI Secure is ready
    API        ${url}
    Swagger    ${url}/docs
    health     ${health.status ?? 'unknown'}
    isolation  ${health.isolation ?? 'unknown'}${health.isolation_backend ? ` (${health.isolation_backend})` : ''}
${withoutDocker ? howToIsolate : ''}
  First call:
    curl -X POST ${url}/api/v1/keys/create -H "Content-Type: application/json" -d '{"name":"me","email":"me@example.com"}'

  Ctrl-C stops it.
`;
}

/** The trainer's image is made at the first start: a worker may take some seconds to say which isolation it found. */
const patience = 60_000;

/**
 * @param {string} url
 * @param {{ awaitWorker: boolean, gone: () => boolean }} options `gone`: whether the application has ended
 * @returns {Promise<object | undefined>} what GET /health says, healthy or not, once it answers and a worker is there, or
 *   without a worker past all patience; undefined when the application has ended
 */
export async function firstHealth(url, { awaitWorker, gone }) {
  const until = performance.now() + patience;
  while (!gone()) {
    const health = await healthNow(url);
    if (health !== undefined && (!awaitWorker || health.workers > 0 || performance.now() > until)) return health;
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
