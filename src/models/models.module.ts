import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExportController } from './export/export.controller.js';
import { OnnxExportService } from './export/onnx-export.service.js';
import { ForecastsController } from './forecasts.controller.js';
import { Model } from './model.entity.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { RecommendationsController } from './recommendations.controller.js';
import { RowPredictions } from './row-predictions.js';
import { ModelCache } from './serving/model-cache.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model])],
  controllers: [ModelsController, ExportController, RecommendationsController, ForecastsController],
  providers: [ModelsService, ModelCache, RowPredictions, OnnxExportService],
  exports: [ModelsService, RowPredictions],
})
export class ModelsModule {}
