import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { connection } from './connection.js';

/** The one connection pool of a process. Features register their entities; the schema is made by migrations only. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: (env: Env) => ({
        type: 'postgres' as const,
        ...connection(env.databaseUrl, env.databaseAuthority),
        autoLoadEntities: true,
        synchronize: false,
        poolSize: 10,
        connectTimeoutMS: 5_000,
        retryAttempts: 5,
        retryDelay: 1_000,
        extra: { idleTimeoutMillis: 30_000, keepAlive: true },
      }),
    }),
  ],
})
export class DatabaseModule {}
