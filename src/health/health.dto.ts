export class HealthView {
  /**
   * healthy; degraded: it works, with less isolation than a full container or without a worker; unhealthy
   * @example "healthy"
   */
  status: 'healthy' | 'degraded' | 'unhealthy';
  /** @example "2.0.0-secure" */
  version: string;
  /** whether every live worker has a Docker Engine */
  docker_available: boolean;
  /**
   * what a canary measured in the sandbox, not what was configured
   * @example "enabled"
   */
  isolation: string;
  /** @example "container" */
  isolation_backend: string;
  /** guarantees of a full container that were not found */
  missing: string[];
  /** live workers */
  workers: number;
  /** what the service cannot do without, each up or down */
  checks: Record<string, { status: string }>;
}

export class LiveView {
  /** @example "alive" */
  status: string;
}
