import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** A table of rows to score, as a multipart form carries it. */
export class ScoreForm {
  /** the table: CSV, TSV or JSON lines, plain or packed as gzip or zip */
  @ApiProperty({ type: 'string', format: 'binary', required: false })
  file?: unknown;

  /**
   * in place of `file`: a dataset that was uploaded before
   * @example "ds_c2VjcmV0LXJhbmRvbS0x"
   */
  @IsOptional()
  @IsString()
  @Matches(/^ds_[A-Za-z0-9_-]{20}$/, { message: 'is not a dataset id' })
  dataset_id?: string;
}
