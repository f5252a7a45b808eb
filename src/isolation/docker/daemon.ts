import Docker from 'dockerode';
import { isolationUnavailable, SandboxError } from '../sandbox-error.js';

/** Where the Docker daemon listens. There is no `ssh:`: docker-modem checks no host key. */
export type DockerHost =
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'tls';
      readonly host: string;
      readonly port: number;
      /** PEM; both sides prove who they are */
      readonly ca: string;
      readonly cert: string;
      readonly key: string;
    };

export const DEFAULT_DOCKER_HOST: DockerHost = { kind: 'unix', path: '/var/run/docker.sock' };

export function connect(host: DockerHost): Docker {
  // Fields that are left out would be filled from the environment.
  const none = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined };
  if (host.kind === 'unix') return new Docker({ ...none, protocol: 'http', socketPath: host.path });
  const { ca, cert, key } = host;
  return new Docker({ protocol: 'https', host: host.host, port: host.port, ca, cert, key });
}

export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof Error && 'statusCode' in error && statuses.includes(error.statusCode as number);
}

/** What the daemon could not do, as an error of the port: the program is not at fault, another try may help. */
export function unavailable(what: string, error: unknown): SandboxError {
  if (error instanceof SandboxError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return isolationUnavailable(`${what}: ${reason}`, error);
}
