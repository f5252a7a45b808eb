import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { BLOBS, type BlobStore } from '../../storage/blob-store.js';

const EVERY_MS = 3600_000;
/** An upload or artifact of which nothing more came for so long belongs to a process that was killed. */
const SILENT_MS = 3600_000;
/** Far longer than any upload or task: a whole blob that nothing names by then never will be. */
const UNNAMED_MS = 48 * 3600_000;

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
    const sweep = () => void this.sweep().catch((err: unknown) => this.logger.warn({ err }, 'sweep failed'));
    this.timer = setInterval(sweep, EVERY_MS);
    sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    // For what it removes on the way: half-written remains, which no record can name yet.
    await this.blobs.older(SILENT_MS);
    const old = await this.blobs.older(UNNAMED_MS);
    const used = new Set((await this.database.query<{ key: string }[]>(USED, [old])).map(({ key }) => key));
    const lost = old.filter((key) => !used.has(key));
    for (const key of lost) await this.blobs.delete(key);
    if (lost.length > 0) this.logger.warn({ blobs: lost.length }, 'removed bytes that no record names');
  }
}
