import { Module } from '@nestjs/common';
import { MetricsPublisher } from './metrics-publisher.js';

/** What a process tells of itself, web and worker alike. */
@Module({ providers: [MetricsPublisher], exports: [MetricsPublisher] })
export class TelemetryModule {}
