import net from 'node:net';

/** @returns {Promise<number>} a loopback port that nobody listens on now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * @param {number} port
 * @param {string} [host] every interface when absent
 * @returns {Promise<string | undefined>} why nobody can listen there (EADDRINUSE, EACCES, …); undefined when it is free
 */
export function whyNotListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
