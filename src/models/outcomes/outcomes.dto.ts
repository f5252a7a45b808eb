import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsOneOfTypes } from './one-of-types.js';

const MOST = 1e300;

/** What came of one prediction: exactly one of `label`, `value` and `reward`. */
export class OutcomeBody {
  /**
   * your own id: the same one again changes nothing
   * @example "order-17"
   */
  @IsString()
  @Length(1, 200)
  outcome_id: string;

  /** as the prediction's answer gave it; else `version` says which version answered */
  @IsOptional()
  @IsString()
  @Length(1, 4096)
  prediction_id?: string;

  /**
   * the version that answered
   * @example 1
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  version?: number;

  /**
   * whom the prediction was for, as the request said
   * @example "customer-5"
   */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  subject?: string;

  /** what was predicted, where a `prediction_id` does not say it: compared with `label` or `value` */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }], required: false })
  @IsOptional()
  @IsOneOfTypes(['string', 'number'])
  prediction?: string | number;

  /** the true class */
  @IsOptional()
  @IsString()
  @Length(0, 1024)
  label?: string;

  /** the true number */
  @IsOptional()
  @IsNumber()
  @Min(-MOST)
  @Max(MOST)
  value?: number;

  /**
   * what it was worth: true or false as a click, or a number as a revenue
   * @example true
   */
  @ApiProperty({ oneOf: [{ type: 'boolean' }, { type: 'number' }], required: false, example: true })
  @IsOptional()
  @IsOneOfTypes(['boolean', 'number'])
  reward?: boolean | number;
}

export class OutcomesBody {
  /**
   * at most 1,000
   * @example [{"outcome_id":"order-17","version":1,"subject":"customer-5","reward":true}]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => OutcomeBody)
  outcomes: OutcomeBody[];
}

export class ReceivedView {
  /**
   * new ones
   * @example 1
   */
  accepted: number;
  /**
   * of an `outcome_id` that was there already: what came first stays
   * @example 0
   */
  duplicates: number;
}

export class OutcomeMetricView {
  /**
   * accuracy of labels; rmse and mae of values; success_rate of rewards true and false; mean_reward of numbers
   * @example "success_rate"
   */
  name: string;
  /**
   * outcomes that it is computed from
   * @example 1200
   */
  n: number;
  /**
   * of the metric
   * @example 0.12
   */
  value: number;
  /**
   * of the 95 % interval (Wilson for rates, Student's t for means); null for a single value
   * @example 0.103
   */
  lower: number | null;
  /**
   * of the 95 % interval
   * @example 0.14
   */
  upper: number | null;
}

export class VersionOutcomesView {
  /**
   * of the name
   * @example 1
   */
  version: number;
  /** none yet: an empty list */
  metrics: OutcomeMetricView[];
}

export class OutcomesView {
  /**
   * of the versions
   * @example "lecturers"
   */
  name: string;
  /** by version, ascending: those that are there, and those that have outcomes */
  data: VersionOutcomesView[];
}
