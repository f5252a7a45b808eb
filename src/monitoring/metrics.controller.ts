import { Controller, Get, Header } from '@nestjs/common';
import { Scrape } from './scrape.js';

/** For Prometheus. docs/operations.md says what each metric means; one target is enough for the installation. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly scrape: Scrape) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.scrape.exposition();
  }
}
