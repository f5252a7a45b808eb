import { IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class PredictBody {
  /**
   * Rows as they would stand in the table, column → value; columns that are left out count as missing. At most 10,000.
   * @example [{"age":39,"education":"Bachelors"}]
   */
  rows: Record<string, unknown>[];
}

export class PredictionsView {
  /**
   * In the order of the rows. Classification: `prediction`, `probabilities`. Regression: `prediction`, `lower`, `upper`.
   * Clustering: `cluster`, `view`. Anomaly: `anomaly_score`, `is_anomaly`. A row that cannot be scored: `error`.
   * @example [{"prediction":"yes","probabilities":{"no":0.2,"yes":0.8}}]
   */
  predictions: Record<string, unknown>[];
}

export class ForecastBody {
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

  /** needed where the model knows more than one series */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  series_id?: string;
}

export class ForecastPointView {
  /** RFC 3339, or the number's own unit */
  time: string;
  value: number;
  lower: number;
  upper: number;
}

export class ForecastView {
  series_id: string;
  level: number;
  points: ForecastPointView[];
}
