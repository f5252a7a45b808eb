import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExportController } from './export/export.controller.js';
import { OnnxExportService } from './export/onnx-export.service.js';
import { ForecastsController } from './forecasts.controller.js';
import { Model } from './model.entity.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { ModelName } from './names/model-name.entity.js';
import { NamesService } from './names/names.service.js';
import { Promotion } from './names/promotion.entity.js';
import { PromotionsService } from './names/promotions.service.js';
import { ServedNames } from './names/served-names.js';
import { SplitsController } from './names/splits.controller.js';
import { VersionsController } from './names/versions.controller.js';
import { Outcome } from './outcomes/outcome.entity.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { OutcomesService } from './outcomes/outcomes.service.js';
import { RecommendationsController } from './recommendations.controller.js';
import { RowPredictions } from './row-predictions.js';
import { Answering } from './serving/answering.js';
import { ModelCache } from './serving/model-cache.js';

@Module({
  imports: [TypeOrmModule.forFeature([Model, ModelName, Promotion, Outcome])],
  controllers: [
    ModelsController,
    ExportController,
    VersionsController,
    SplitsController,
    OutcomesController,
    RecommendationsController,
    ForecastsController,
  ],
  providers: [
    ModelsService,
    ServedNames,
    NamesService,
    PromotionsService,
    OutcomesService,
    ModelCache,
    Answering,
    RowPredictions,
    OnnxExportService,
  ],
  exports: [ModelsService, RowPredictions],
})
export class ModelsModule {}
