import { ApiProperty } from '@nestjs/swagger';
import type { Model } from './model.entity.js';
import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** Which model answered: of a name whose traffic is split, one of its versions. */
export class AnsweredByView {
  /**
   * of the model
   * @example "mdl_c2VjcmV0LXJhbmRvbS0x"
   */
  id: string;
  /**
   * of the model
   * @example "churn"
   */
  name: string;
  /**
   * of the name
   * @example 2
   */
  version: number;

  static of({ id, name, version }: Model): AnsweredByView {
    return { id, name, version };
  }
}

/** Whom an answer is for. */
export class ForSubject {
  /**
   * whom it is for, as a user's id: where a name's traffic is split between versions, the same subject always gets the same one
   * @example "customer-5"
   */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  subject?: string;
}

export class PredictBody {
  /**
   * Rows as they would stand in the table, column → value; columns that are left out count as missing. At most 10,000.
   * @example [{"age":39,"education":"Bachelors"}]
   */
  rows: Record<string, unknown>[];

  /**
   * whom it is for, as a user's id: where a name's traffic is split between versions, the same subject always gets the same one
   * @example "customer-5"
   */
  subject?: string;
}

export class PredictionsView {
  /** which version answered */
  model: AnsweredByView;
  /**
   * In the order of the rows. Classification: `prediction`, `probabilities`. Regression: `prediction`, `lower`, `upper`.
   * Recommendation: `prediction` for the row's user and item.
   * Clustering: `cluster`, `view`. Anomaly: `anomaly_score`, `is_anomaly`. A row that cannot be scored: `error`; any other has a
   * `prediction_id`, by which its outcome can be reported.
   * @example [{"prediction":"yes","probabilities":{"no":0.2,"yes":0.8}}]
   */
  predictions: Record<string, unknown>[];
}

export class ForecastBody extends ForSubject {
  /**
   * steps ahead
   * @example 12
   */
  @IsInt()
  @Min(1)
  @Max(10_000)
  horizon: number;

  /**
   * probability of the interval
   * @example 0.9
   */
  @IsOptional()
  @IsNumber()
  @Min(0.01)
  @Max(0.999)
  level: number = 0.9;

  /** whether each point tells its `components` */
  @IsOptional()
  @IsBoolean()
  /**
   * whether each point tells its `components`
   * @example true
   */
  explain: boolean = false;

  /** needed where the model knows more than one series */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  /**
   * needed where the model knows more than one series
   * @example "north"
   */
  series_id?: string;
}

/** What a point consists of: the three add up to its value. */
export class ForecastComponentsView {
  /**
   * where the series stands at its end, without its season
   * @example 120.5
   */
  level: number;
  /**
   * how far the trend leads away from there
   * @example 3.25
   */
  trend: number;
  /**
   * what the season adds
   * @example -8.1
   */
  season: number;
}

export class ForecastPointView {
  /** RFC 3339 where the times are dates, else the number's own unit */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }], example: '2026-01-01T00:00:00.000Z' })
  time: string | number;
  /**
   * expected
   * @example 118.2
   */
  value: number;
  /**
   * of the interval
   * @example 101.4
   */
  lower: number;
  /**
   * of the interval
   * @example 135
   */
  upper: number;
  /** with `explain` */
  components?: ForecastComponentsView;
}

export class ForecastView {
  /** which version answered */
  model: AnsweredByView;
  /**
   * by which an outcome can be reported
   * @example "pred_WyJtZGxfYzJWamNtVjBMWEpoYm1SdmJTMHgiLCJBQUFBQUFBQUFBQUEuMCIsbnVsbF0"
   */
  prediction_id: string;
  /**
   * the series that is continued
   * @example "north"
   */
  series_id: string;
  /**
   * probability of the interval
   * @example 0.9
   */
  level: number;
  /** in the order of time */
  points: ForecastPointView[];
}
