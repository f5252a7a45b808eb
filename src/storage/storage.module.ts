import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Artifact } from './artifact.entity.js';
import { BLOBS, type BlobStore } from './blob-store.js';
import { FileStore } from './file-store.js';
import { PostgresStore } from './postgres-store.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Artifact])],
  providers: [
    {
      provide: BLOBS,
      inject: [ENV, getDataSourceToken()],
      useFactory: async (env: Env, database: DataSource): Promise<BlobStore> =>
        env.storage === 'files' ? FileStore.in(join(env.dataDir, 'blobs')) : new PostgresStore(database),
    },
  ],
  exports: [BLOBS, TypeOrmModule],
})
export class StorageModule {}
