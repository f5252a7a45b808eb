import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { MODEL_TYPES, type ModelType } from '../contracts/model-types.js';

/** What sanitize and train share: the data and how to read it. Every field is text, as multipart forms carry it. */
export class DataForm {
  /** the table: CSV, TSV or JSON lines, plain or packed as gzip or zip */
  @ApiProperty({ type: 'string', format: 'binary', required: false })
  file?: unknown;

  /** in place of `file`: a dataset that was uploaded before */
  @IsOptional()
  @IsString()
  @Matches(/^ds_[A-Za-z0-9_-]{20}$/, { message: 'is not a dataset id' })
  dataset_id?: string;

  /**
   * JSON, role → column name, where the columns are not named after their roles; as
   * `{"user_id":"s","item_id":"d","rating":"y"}`
   */
  @IsOptional()
  @IsString()
  columns?: string;

  /** the column to predict, for classification and regression, as `churn` */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  target?: string;

  /**
   * JSON: how the sanitizer may work: `null_tokens`, `column_types`, `keep_columns`, `disabled_repairs`; as
   * `{"null_tokens":["?","NA"]}`
   */
  @IsOptional()
  @IsString()
  options?: string;
}

export class SanitizeForm extends DataForm {
  /** what the data is meant for: decides which columns and rows serve */
  @IsOptional()
  @IsIn(MODEL_TYPES)
  model_type?: ModelType;
}

export class TrainForm extends DataForm {
  /**
   * what to learn
   * @example "recommendation"
   */
  @IsIn(MODEL_TYPES)
  model_type: ModelType;

  /**
   * one of the catalogue's for this `model_type`; `auto` chooses by validation
   * @example "auto"
   */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  algorithm?: string;

  /** JSON, by the algorithm's schema in the catalogue, as `{"factors":16}`; needs an `algorithm` by name */
  @IsOptional()
  @IsString()
  hyperparameters?: string;

  /** the metric that `auto` chooses by, one of those that `GET /api/v1/algorithms` lists for the `model_type`, as `rmse` */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  metric?: string;

  /**
   * the model's name; training it again makes its next version
   * @example "lecturers"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { message: 'takes letters, digits, ".", "_" and "-", at most 100' })
  name?: string;

  /** makes the training repeatable by your own number; derived from the data if left out */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seed?: number;
}
