import { Controller, Delete, Get, Header, HttpCode, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../common/pagination.dto.js';
import { type Caller, CurrentCaller, Needs } from '../keys/caller.js';
import { ModelPage, ModelView } from './models.dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('models')
@Controller('api/v1/models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  /** The account's models, newest first. */
  @Get()
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<ModelPage> {
    const { data, has_more } = await this.models.list(caller, page);
    return { data: data.map((model) => ModelView.of(model)), has_more };
  }

  /**
   * A model by its id, by `name@version`, or the served version of a name: what it is, and how well it did on held-out rows.
   */
  @Get(':id')
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ModelView> {
    return ModelView.of(await this.models.get(caller, id));
  }

  /** Removes the model and its bytes; the version that its name is served by stays until another one is. */
  @Delete(':id')
  @Needs('train')
  @HttpCode(204)
  async delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.models.delete(caller, id);
  }

  /** The signed certificate: a DSSE envelope around an in-toto statement, byte for byte as it was signed. */
  @Get(':id/certificate')
  @Header('content-type', 'application/json')
  @ApiOkResponse({ schema: { type: 'object' } })
  async certificate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<string> {
    return (await this.models.get(caller, id)).certificate;
  }
}
