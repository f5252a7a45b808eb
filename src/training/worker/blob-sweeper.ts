import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { BLOBS, type BlobStore } from '../../storage/blob-store.js';

const EVERY_MS = 3600_000;
/** Far longer than any upload or task: what nothing names by then belongs to a process that was killed. */
const AGE_MS = 48 * 3600_000;

const USED = `
  select blob_key as key from datasets where blob_key = any($1)
  union select blob_key from artifacts where blob_key = any($1)
  union select model_key from models where model_key = any($1)`;

/** Removes bytes that a killed process stored and never named. */
@Injectable()
export class BlobSweeper implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout;

  constructor(
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @InjectDataSource() private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(
      () => void this.sweep().catch((err: unknown) => this.logger.warn({ err }, 'sweep failed')),
      EVERY_MS,
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    const old = await this.blobs.older(AGE_MS);
    const used = new Set((await this.database.query<{ key: string }[]>(USED, [old])).map(({ key }) => key));
    const lost = old.filter((key) => !used.has(key));
    for (const key of lost) await this.blobs.delete(key);
    if (lost.length > 0) this.logger.warn({ blobs: lost.length }, 'removed bytes that no record names');
  }
}
