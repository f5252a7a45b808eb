import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Model } from './model.entity.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { PredictionsController } from './predictions.controller.js';
import { RecommendationsController } from './recommendations.controller.js';
import { ModelCache } from './serving/model-cache.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model])],
  controllers: [ModelsController, RecommendationsController, PredictionsController],
  providers: [ModelsService, ModelCache],
  exports: [ModelsService],
})
export class ModelsModule {}
