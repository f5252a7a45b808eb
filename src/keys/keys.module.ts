import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from './account.entity.js';
import { ApiKey } from './api-key.entity.js';
import { KeyCache } from './key-cache.js';
import { KeyGuard } from './key.guard.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { LimitsModule } from './limits/limits.module.js';
import { LimitsGuard } from './limits/limits.guard.js';

@Module({
  imports: [TypeOrmModule.forFeature([Account, ApiKey]), LimitsModule],
  controllers: [KeysController],
  // The order of global guards is the order here: who calls is known before anything is counted.
  providers: [
    KeysService,
    KeyCache,
    { provide: APP_GUARD, useClass: KeyGuard },
    { provide: APP_GUARD, useClass: LimitsGuard },
  ],
  exports: [KeysService],
})
export class KeysModule {}
