import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { Model } from '../model.entity.js';
import type { Serving } from './names.service.js';
import type { Promotion } from './promotion.entity.js';

const MOST_VERSIONS = 2 ** 31 - 1;

export class NoteBody {
  /**
   * why, for the record
   * @example "two percent more clicks in the test of May"
   */
  @IsOptional()
  @IsString()
  @Length(0, 500)
  note: string = '';
}

export class PromoteBody extends NoteBody {
  /**
   * served from now on; null: always the latest
   * @example 1
   */
  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(1)
  @Max(MOST_VERSIONS)
  version: number | null;
}

export class SplitArmBody {
  /** @example 1 */
  @IsInt()
  @Min(1)
  @Max(MOST_VERSIONS)
  version: number;

  /**
   * relative to the sum of all
   * @example 100
   */
  @IsNumber()
  @Min(0.000001)
  @Max(1_000_000)
  weight: number;
}

export class SplitBody {
  /**
   * each version once; at most ten
   * @example [{"version":1,"weight":100}]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ArrayUnique(({ version }: SplitArmBody) => version)
  @ValidateNested({ each: true })
  @Type(() => SplitArmBody)
  versions: SplitArmBody[];
}

export class SplitArmView {
  /** @example 1 */
  version: number;
  /** @example 90 */
  weight: number;
  /**
   * of the traffic, 0..1
   * @example 0.9
   */
  share: number;
}

export class ServingView {
  /** @example "lecturers" */
  name: string;
  /**
   * the newest version
   * @example 2
   */
  latest: number;
  /**
   * the version that was promoted; null: the latest is served
   * @example 1
   */
  promoted: number | null;
  /**
   * the version that answers where no split does
   * @example 1
   */
  served: number;
  /** how the traffic of the bare name is split; null: `served` answers all of it */
  split: SplitArmView[] | null;

  static of({ name, latest }: Serving): ServingView {
    const total = name.split?.reduce((sum, { weight }) => sum + weight, 0) ?? 1;
    return {
      name: name.name,
      latest,
      promoted: name.promotedVersion,
      served: name.promotedVersion ?? latest,
      split: name.split?.map(({ version, weight }) => ({ version, weight, share: weight / total })) ?? null,
    };
  }
}

export class VersionView {
  /** @example 2 */
  version: number;
  /** @example "mdl_c2VjcmV0LXJhbmRvbS0x" */
  model_id: string;
  /** @example "als" */
  algorithm: string;
  /**
   * the metric that the family puts first, on held-out rows
   * @example "rmse"
   */
  metric: string | null;
  /** @example 1.18 */
  value: number | null;
  /** @example true */
  certified: boolean;
  /** @example "ds_c2VjcmV0LXJhbmRvbS0x" */
  dataset_id: string;
  /** @example "2026-01-01T12:00:00.000Z" */
  created_at: string;

  static of({ version, id, algorithm, result, certified, datasetId, createdAt }: Model): VersionView {
    const metric = result.metrics[0];
    return {
      version,
      model_id: id,
      algorithm,
      metric: metric?.name ?? null,
      value: metric?.value ?? null,
      certified,
      dataset_id: datasetId,
      created_at: createdAt.toISOString(),
    };
  }
}

export class VersionPage {
  data: VersionView[];
  /** @example false */
  has_more: boolean;
}

export class PromotionView {
  /**
   * promote or rollback
   * @example "promote"
   */
  action: string;
  /**
   * served from then on; null: the latest
   * @example 1
   */
  version: number | null;
  /**
   * served before; null: the latest
   * @example null
   */
  previous_version: number | null;
  /** @example "two percent more clicks in the test of May" */
  note: string;
  /**
   * the key that did it
   * @example "key_c2VjcmV0LXJhbmRvbS0x"
   */
  key_id: string;
  /** @example "2026-01-01T12:00:00.000Z" */
  at: string;

  static of({ action, version, previousVersion, note, keyId, at }: Promotion): PromotionView {
    return { action, version, previous_version: previousVersion, note, key_id: keyId, at: at.toISOString() };
  }
}

export class PromotionList {
  data: PromotionView[];
}
