import { IsInt, IsOptional, IsString, Length, Max, Min, ValidateIf } from 'class-validator';
import type { Promotion } from './promotion.entity.js';
import { MOST_VERSIONS } from './reference.js';

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
  /**
   * why, as it was given
   * @example "two percent more clicks in the test of May"
   */
  note: string;
  /**
   * the key that did it
   * @example "key_c2VjcmV0LXJhbmRvbS0x"
   */
  key_id: string;
  /**
   * when
   * @example "2026-01-01T12:00:00.000Z"
   */
  at: string;

  static of({ action, version, previousVersion, note, keyId, at }: Promotion): PromotionView {
    return { action, version, previous_version: previousVersion, note, key_id: keyId, at: at.toISOString() };
  }
}

export class PromotionList {
  /** newest first; at most 1,000 */
  data: PromotionView[];
}
