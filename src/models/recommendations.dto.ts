import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { AnsweredByView, ForSubject } from './predictions.dto.js';

class Count extends ForSubject {
  /** how many, 1..1000 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  n: number = 10;
}

export class RecommendationsQuery extends Count {
  /**
   * as it stands in the uploaded table
   * @example "1"
   */
  @IsString()
  @Length(1, 1024)
  user_id: string;

  /** also items that the user has already rated */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  include_seen: boolean = false;
}

export class SimilarQuery extends Count {
  /**
   * as it stands in the uploaded table
   * @example "1002"
   */
  @IsString()
  @Length(1, 1024)
  item_id: string;
}

export class ScoredItemView {
  item_id: string;
  /** the predicted rating, or the cosine of similar items */
  score: number;
}

export class RecommendationsView {
  model: AnsweredByView;
  /** by which an outcome can be reported, as whether one of the items was taken */
  prediction_id: string;
  items: ScoredItemView[];
  /** true: the user was not in the data, and these are the popular items */
  cold_start: boolean;
}

export class SimilarView {
  model: AnsweredByView;
  items: ScoredItemView[];
}
