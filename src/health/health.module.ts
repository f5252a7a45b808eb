import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RegistryModule } from '../monitoring/registry.module.js';
import { QueueModule } from '../training/queue/queue.module.js';
import { HealthController } from './health.controller.js';
import { HealthIndicators } from './health.indicators.js';
import { HealthService } from './health.service.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), RegistryModule, QueueModule],
  controllers: [HealthController],
  providers: [HealthIndicators, HealthService],
  exports: [HealthService],
})
export class HealthModule {}
