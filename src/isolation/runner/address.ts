import type { NetConnectOpts } from 'node:net';

/** `unix:///path` or `tcp://host:port`. Throws TypeError for anything else. */
export function parseRunnerUrl(url: string): NetConnectOpts {
  const { protocol, pathname, hostname, port } = new URL(url);
  if (protocol === 'unix:' && pathname !== '') return { path: pathname };
  if (protocol === 'tcp:' && port !== '') return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new TypeError('a runner is reached at unix:///path or tcp://host:port');
}
