import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Dataset } from './dataset.entity.js';
import { DatasetsController } from './datasets.controller.js';
import { DatasetsService } from './datasets.service.js';
import { UploadsInFlight } from './uploads-in-flight.js';

@Module({
  imports: [TypeOrmModule.forFeature([Dataset])],
  controllers: [DatasetsController],
  providers: [DatasetsService, UploadsInFlight],
  exports: [DatasetsService, UploadsInFlight, TypeOrmModule],
})
export class DatasetsModule {}
