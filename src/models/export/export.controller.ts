import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller } from '../../keys/caller.js';
import { BLOBS, type BlobStore } from '../../storage/blob-store.js';
import { ModelsService } from '../models.service.js';
import { ExportQuery } from './export.dto.js';
import { OnnxExportService } from './onnx-export.service.js';

@ApiTags('models')
@Controller('api/v1/models/:id/export')
export class ExportController {
  constructor(
    private readonly models: ModelsService,
    private readonly onnx: OnnxExportService,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /**
   * The model as a file: by default the certified one itself, in the safetensors format; with `format=onnx` as a graph that
   * any ONNX runtime runs, preprocessing included. A 422 names the algorithms that ONNX can hold.
   */
  @Get()
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() { format }: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const model = await this.models.get(caller, id);
    const type = 'application/octet-stream';
    const disposition = `attachment; filename="${model.id}.${format}"`;
    if (format === 'onnx') return new StreamableFile(await this.onnx.convert(model), { type, disposition });
    void reply.header('digest', `sha-256=${Buffer.from(model.modelSha256, 'hex').toString('base64')}`);
    return new StreamableFile(this.blobs.open(model.modelKey), { type, disposition, length: model.modelBytes });
  }
}
