import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Artifact } from './artifact.entity.js';
import { BLOBS, type BlobStore } from './blob-store.js';
import { openBlobStore } from './open-blob-store.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Artifact])],
  providers: [
    {
      provide: BLOBS,
      inject: [ENV, getDataSourceToken()],
      useFactory: (env: Env, database: DataSource): Promise<BlobStore> => openBlobStore(env, database),
    },
  ],
  exports: [BLOBS, TypeOrmModule],
})
export class StorageModule {}
