import { Module } from '@nestjs/common';
import { KeysModule } from '../keys/keys.module.js';
import { TrainingModule } from '../training/training.module.js';
import { AccountController } from './account.controller.js';

/** Who a client is to this service: what every other module knows about it, in one answer. */
@Module({ imports: [KeysModule, TrainingModule], controllers: [AccountController] })
export class AccountModule {}
