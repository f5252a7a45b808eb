/** As node:net takes it, to listen and to connect. */
export type RunnerAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** `unix:///path` or `tcp://host:port`. Throws TypeError for anything else. */
export function parseRunnerUrl(url: string): RunnerAddress {
  const { protocol, pathname, hostname, port } = new URL(url);
  if (protocol === 'unix:' && pathname !== '') return { path: pathname };
  if (protocol === 'tcp:' && port !== '') return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new TypeError('a runner is reached at unix:///path or tcp://host:port');
}
