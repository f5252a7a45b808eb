import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiError, notFound } from '../common/errors/api-error.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { RecommendationsQuery, RecommendationsView, SimilarQuery, SimilarView } from './recommendations.dto.js';
import { AnsweredByView } from './predictions.dto.js';
import { type Answerer, Answering } from './serving/answering.js';
import { predictionIds } from './serving/prediction-id.js';
import type { RecommendOptions, Recommender } from './serving/served-model.js';

/** More would explain less. */
const MOST_REASONS = 3;

@ApiTags('predictions')
@Needs('predict')
@Controller('api/v1/models/:id')
export class RecommendationsController {
  constructor(private readonly answering: Answering) {}

  /** The best items for a user, those already met left out; with `explain`, which of those speak for each. */
  @Get('recommendations')
  async recommend(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: RecommendationsQuery,
  ): Promise<RecommendationsView> {
    const { model, served } = await this.recommender(caller, id, query.subject ?? query.user_id);
    const { items, known } = served.recommend(query.user_id, query.n, optionsOf(query));
    const answer = { model: AnsweredByView.of(model), prediction_id: predictionIds(model.id)(null) };
    return { ...answer, items, cold_start: !known };
  }

  /** The items that are most like one item. */
  @Get('similar')
  async similar(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: SimilarQuery,
  ): Promise<SimilarView> {
    const { model, served } = await this.recommender(caller, id, query.subject);
    const items = served.similar(query.item_id, query.n);
    if (items === null) throw notFound('item in this model');
    return { model: AnsweredByView.of(model), items };
  }

  private async recommender(
    caller: Caller,
    id: string,
    subject: string | undefined,
  ): Promise<Answerer & { readonly served: Recommender }> {
    const { model, served } = await this.answering.by(caller, id, subject);
    if (served.kind === 'recommender') return { model, served };
    throw new ApiError('conflict', `A ${model.modelType} model gives no recommendations.`);
  }
}

const optionsOf = ({ include_seen, explain, only, exclude }: RecommendationsQuery): RecommendOptions => ({
  includeSeen: include_seen,
  reasons: explain ? MOST_REASONS : 0,
  only,
  exclude,
});
