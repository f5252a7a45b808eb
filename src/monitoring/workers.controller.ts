import { Controller, Get } from '@nestjs/common';
import { WorkerRegistry } from './worker-registry.js';

/** What the seed called Flower: who works, on what, under which isolation. */
@Controller('api/workers')
export class WorkersController {
  constructor(private readonly registry: WorkerRegistry) {}

  @Get()
  async list(): Promise<object> {
    const workers = await this.registry.alive();
    return {
      data: workers.map(({ id, host, pid, since, seen_at, concurrency, running, isolation }) => ({
        id,
        host,
        pid,
        since,
        seen_at,
        concurrency,
        running_tasks: running,
        ...isolation,
      })),
    };
  }
}
