import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module.js';
import { TrainingModule } from '../training/training.module.js';
import { PredictController } from './predict.controller.js';
import { ResultController } from './result.controller.js';
import { ScoringService } from './scoring.service.js';

/** Where models meet tasks: rows are answered from memory, tables by a task. */
@Module({
  imports: [ModelsModule, TrainingModule],
  controllers: [PredictController, ResultController],
  providers: [ScoringService],
})
export class ScoringModule {}
