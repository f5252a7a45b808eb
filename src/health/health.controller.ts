import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../keys/caller.js';
import { Limit } from '../keys/limits/limit.decorator.js';
import { HealthView, LiveView } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('health')
@Public()
@Limit('none')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** How the service is, and under which isolation it trains. 503 when it cannot work. */
  @Get()
  async report(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthView> {
    const report = await this.health.report();
    void reply.status(report.status === 'unhealthy' ? 503 : 200);
    return report;
  }

  /** The process runs. */
  @Get('live')
  live(): LiveView {
    return { status: 'alive' };
  }

  /** The process can take requests. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<LiveView> {
    const ready = await this.health.isReady();
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready' };
  }
}
