import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export const EXPORT_FORMATS = ['safetensors', 'onnx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportQuery {
  /** `safetensors`: the certified file itself. `onnx`: the model with its preprocessing, for the algorithms that ONNX can hold. */
  @ApiProperty({ enum: EXPORT_FORMATS, required: false, default: 'safetensors', example: 'safetensors' })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'safetensors';
}
