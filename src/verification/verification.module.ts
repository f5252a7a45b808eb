import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SigningKeyRow } from './signing-key.entity.js';
import { VerificationController } from './verification.controller.js';

@Module({ imports: [TypeOrmModule.forFeature([SigningKeyRow])], controllers: [VerificationController] })
export class VerificationModule {}
