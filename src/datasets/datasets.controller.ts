import { Controller, Delete, Get, Header, HttpCode, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../common/pagination.dto.js';
import type { ArtifactName } from '../contracts/messages.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { QualityReport } from '../contracts/report.js';
import { renderReport, REPORT_CSP } from '../sanitizer/page/index.js';
import { BLOBS, type BlobStore, readBlob } from '../storage/blob-store.js';
import { DatasetPage, DatasetView } from './datasets.dto.js';
import { DatasetsService } from './datasets.service.js';

@ApiTags('datasets')
@Controller('api/v1/datasets')
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetsService,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /** What was uploaded, newest first. */
  @Get()
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<DatasetPage> {
    const { data, has_more } = await this.datasets.list(caller, page);
    return { data: data.map((dataset) => DatasetView.of(dataset)), has_more };
  }

  /** One upload. */
  @Get(':id')
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DatasetView> {
    return DatasetView.of(await this.datasets.get(caller, id));
  }

  /** The quality report: what was wrong with the data, and what was done about it. */
  @Get(':id/report')
  @ApiOkResponse({ schema: { type: 'object' } })
  async report(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StreamableFile> {
    return this.stream(caller, id, 'report', 'application/json');
  }

  /** The quality report as a page for people: no script, works offline. */
  @Get(':id/report.html')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', REPORT_CSP)
  @Header('x-content-type-options', 'nosniff')
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  async page(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<string> {
    const { blobKey } = await this.datasets.artifact(caller, id, 'report');
    const report: unknown = JSON.parse((await readBlob(this.blobs, blobKey)).toString('utf8'));
    return renderReport(QualityReport.parse(report));
  }

  /** The cleaned data. */
  @Get(':id/clean.csv')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async clean(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StreamableFile> {
    return this.stream(caller, id, 'clean', 'text/csv; charset=utf-8');
  }

  /** Every change that was made, one JSON object a line, with the original cell. */
  @Get(':id/changes.ndjson')
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  async changes(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<StreamableFile> {
    return this.stream(caller, id, 'changes', 'application/x-ndjson');
  }

  /** Removes the upload and everything that shows its content. Models that were trained on it stay. */
  @Delete(':id')
  @Needs('train')
  @HttpCode(204)
  async delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.datasets.delete(caller, id);
  }

  private async stream(caller: Caller, id: string, name: ArtifactName, type: string): Promise<StreamableFile> {
    const { blobKey, bytes } = await this.datasets.artifact(caller, id, name);
    return new StreamableFile(this.blobs.open(blobKey), { type, length: bytes });
  }
}
