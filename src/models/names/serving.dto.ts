import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNumber,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Serving } from './names.service.js';
import { MOST_VERSIONS } from './reference.js';

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
  /**
   * of the name
   * @example 1
   */
  version: number;
  /**
   * relative to the sum of all
   * @example 90
   */
  weight: number;
  /**
   * of the traffic, 0..1
   * @example 0.9
   */
  share: number;
}

export class ServingView {
  /**
   * of the versions
   * @example "lecturers"
   */
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
