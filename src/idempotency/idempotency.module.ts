import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ClaimsService } from './claims.service.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencySweeper } from './sweeper.js';

/** A request that is sent again is answered again and done once. */
@Module({
  providers: [ClaimsService, IdempotencySweeper, { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor }],
})
export class IdempotencyModule {}
