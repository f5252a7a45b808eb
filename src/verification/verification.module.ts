import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ModelsModule } from '../models/models.module.js';
import { TrainingModule } from '../training/training.module.js';
import { SigningKeyRow } from './signing-key.entity.js';
import { VerificationController } from './verification.controller.js';
import { VerifyController } from './verify.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([SigningKeyRow]), ModelsModule, TrainingModule],
  controllers: [VerificationController, VerifyController],
})
export class VerificationModule {}
