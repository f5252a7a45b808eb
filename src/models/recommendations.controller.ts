import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { RecommendationsQuery, RecommendationsView, SimilarQuery, SimilarView } from './models.dto.js';
import { ModelsService } from './models.service.js';
import { ModelCache } from './serving/model-cache.js';
import type { Recommender } from './serving/served-model.js';

@ApiTags('predictions')
@ApiSecurity('api-key')
@Needs('predict')
@Controller('api/v1/models/:id')
export class RecommendationsController {
  constructor(
    private readonly models: ModelsService,
    private readonly cache: ModelCache,
  ) {}

  /** The best items for a user, those already rated left out. */
  @Get('recommendations')
  async recommend(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: RecommendationsQuery,
  ): Promise<RecommendationsView> {
    const recommender = await this.recommender(caller, id);
    const { items, known } = recommender.recommend(query.user_id, query.n, { includeSeen: query.include_seen });
    return { items, cold_start: !known };
  }

  /** The items that are most like one item. */
  @Get('similar')
  async similar(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: SimilarQuery,
  ): Promise<SimilarView> {
    const items = (await this.recommender(caller, id)).similar(query.item_id, query.n);
    if (items === null) throw notFound('item in this model');
    return { items };
  }

  private async recommender(caller: Caller, id: string): Promise<Recommender> {
    const model = await this.models.get(caller, id);
    const served = await this.cache.get(model);
    if (served.kind === 'recommender') return served;
    throw new ApiError('conflict', `A ${model.modelType} model gives no recommendations.`);
  }
}
