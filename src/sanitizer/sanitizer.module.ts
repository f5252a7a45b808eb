import { Module } from '@nestjs/common';
import { TrainingModule } from '../training/training.module.js';
import { SanitizerController } from './sanitizer.controller.js';

@Module({ imports: [TrainingModule], controllers: [SanitizerController] })
export class SanitizerModule {}
