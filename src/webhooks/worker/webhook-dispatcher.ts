import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { DueDeliveries, type DueDelivery } from './due-deliveries.js';
import { WebhookSender } from './webhook-sender.js';

const LOOK_EVERY_MS = 1_000;
/** Attempts at once in this worker. */
const AT_ONCE = 32;
const SWEEP_EVERY_MS = 3600_000;
const KEPT = "interval '30 days'";

/** Takes what is due from the outbox and has it sent. Any number of workers do this side by side. */
@Injectable()
export class WebhookDispatcher implements OnModuleInit, OnApplicationShutdown {
  private readonly running = new Set<Promise<void>>();
  private timers: NodeJS.Timeout[] = [];
  private looking = false;
  private stopping = false;

  constructor(
    private readonly due: DueDeliveries,
    private readonly sender: WebhookSender,
    @InjectDataSource() private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timers = [
      setInterval(() => void this.look(), LOOK_EVERY_MS),
      setInterval(() => void this.sweep(), SWEEP_EVERY_MS),
    ];
  }

  /** What is under way is seen through: an attempt takes seconds. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.timers.forEach(clearInterval);
    await Promise.all(this.running);
  }

  private async look(): Promise<void> {
    if (this.looking || this.stopping) return;
    this.looking = true;
    try {
      for (let free = this.free; free > 0 && !this.stopping; free = this.free) {
        const batch = await this.due.claim(free);
        batch.forEach((delivery) => this.start(delivery));
        if (batch.length === 0) break;
      }
    } catch (err) {
      this.logger.warn({ err }, 'the webhooks that are due could not be read; it is tried again');
    } finally {
      this.looking = false;
    }
  }

  private get free(): number {
    return AT_ONCE - this.running.size;
  }

  private start(delivery: DueDelivery): void {
    const attempt = this.sender
      .attempt(delivery)
      // Its lease runs out, and it is tried again.
      .catch((err: unknown) => this.logger.warn({ err, delivery_id: delivery.id }, 'delivery not concluded'))
      .finally(() => {
        this.running.delete(attempt);
        void this.look();
      });
    this.running.add(attempt);
  }

  private async sweep(): Promise<void> {
    const query = `delete from webhook_events where created_at < now() - ${KEPT}`;
    await this.database.query(query).catch((err: unknown) => this.logger.warn({ err }, 'sweep failed'));
  }
}
