/**
 * Bull keeps jobs in Redis: nothing may be evicted, and a restart must find them again (append-only file).
 *
 * @param {{ port: number, bind: string, folder: string, password: string }} options
 * @returns {string} a redis.conf; the password stands here and not on the command line, which every user can read
 */
export function redisConfig({ port, bind, folder, password }) {
  return `${[
    `port ${port}`,
    `bind ${bind}`,
    `dir ${JSON.stringify(folder)}`,
    `requirepass ${password}`,
    'daemonize no',
    'appendonly yes',
    'save ""',
    'maxmemory-policy noeviction',
  ].join('\n')}\n`;
}
