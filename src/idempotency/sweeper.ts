import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../common/logger.js';
import { KEPT } from './claims.service.js';

const EVERY_MS = 600_000;

/** Removes answers that can be had no more, and claims of processes that died: those would only be taken over. */
@Injectable()
export class IdempotencySweeper implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
    void this.sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    const query = `delete from idempotency_keys where created_at < now() - ${KEPT}`;
    await this.database.query(query).catch((err: unknown) => this.logger.warn({ err }, 'sweep failed'));
  }
}
