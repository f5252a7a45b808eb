import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { AnsweredByView, ForSubject } from './predictions.dto.js';

const MOST_ITEMS = 1000;
const MOST_CHARACTERS = 1024;

const asBoolean = ({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value);
/** A parameter that came once is a text, one that came several times is a list. */
const asList = ({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value);

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
  @Transform(asBoolean)
  @IsBoolean()
  include_seen: boolean = false;

  /** whether each item tells in `because` which items that the user met speak for it, at most three */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  explain: boolean = false;

  /** only these items, as `only=a&only=b`; at most 1,000 */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MOST_ITEMS)
  @IsString({ each: true })
  only: string[] = [];

  /** none of these items, as `exclude=a&exclude=b`; at most 1,000 */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MOST_ITEMS)
  @IsString({ each: true })
  exclude: string[] = [];

  /** See QuickDto: a user, and at most how many. */
  static quick(value: unknown): RecommendationsQuery | null {
    if (typeof value !== 'object' || value === null) return null;
    for (const name in value) if (name !== 'user_id' && name !== 'n') return null;
    const { user_id, n = '10' } = value as { user_id?: unknown; n?: unknown };
    if (typeof user_id !== 'string' || user_id.length < 1 || user_id.length > MOST_CHARACTERS) return null;
    if (typeof n !== 'string' || !/^[1-9]\d{0,2}$/.test(n)) return null;
    const query = new RecommendationsQuery();
    query.user_id = user_id;
    query.n = Number(n);
    return query;
  }
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

/** An item that the user met, and how much it speaks for another. */
export class ReasonView {
  /** @example "1002" */
  item_id: string;
  /**
   * cosine to the recommended item
   * @example 0.83
   */
  similarity: number;
  /**
   * as the user rated it; null without ratings
   * @example 5
   */
  rating: number | null;
}

export class ScoredItemView {
  /**
   * as it stands in the uploaded table
   * @example "1002"
   */
  item_id: string;
  /**
   * the predicted rating, or the cosine of similar items
   * @example 4.31
   */
  score: number;
}

export class RecommendedItemView extends ScoredItemView {
  /** with `explain`, for a user that the model knows: "because you rated …", the strongest first */
  because?: ReasonView[];
}

export class RecommendationsView {
  /** which version answered */
  model: AnsweredByView;
  /**
   * by which an outcome can be reported, as whether one of the items was taken
   * @example "pred_WyJtZGxfYzJWamNtVjBMWEpoYm1SdmJTMHgiLCJBQUFBQUFBQUFBQUEuMCIsbnVsbF0"
   */
  prediction_id: string;
  /** best first */
  items: RecommendedItemView[];
  /**
   * true: the user was not in the data, and these are the popular items
   * @example false
   */
  cold_start: boolean;
}

export class SimilarView {
  /** which version answered */
  model: AnsweredByView;
  /** the most similar first */
  items: ScoredItemView[];
}
