import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ClaimsService } from './claims.service.js';
import { IdempotencyGuard } from './idempotency.guard.js';
import { IdempotencySweeper } from './sweeper.js';

/** A request that is sent again is answered again and done once. Its guard comes after those of keys: imported after them. */
@Module({
  providers: [ClaimsService, IdempotencySweeper, { provide: APP_GUARD, useClass: IdempotencyGuard }],
})
export class IdempotencyModule {}
