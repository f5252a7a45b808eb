import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../../common/pagination.dto.js';
import { type Caller, CurrentCaller, Needs } from '../../keys/caller.js';
import { NamesService } from './names.service.js';
import { NoteBody, PromoteBody, PromotionList, PromotionView } from './promotions.dto.js';
import { PromotionsService } from './promotions.service.js';
import { ServingView } from './serving.dto.js';
import { VersionPage, VersionView } from './versions.dto.js';

/** Newest promotions that are shown: names are promoted by people. */
const MOST_PROMOTIONS = 1000;

@ApiTags('versions')
@Controller('api/v1/models/:id')
export class VersionsController {
  constructor(
    private readonly names: NamesService,
    private readonly promotions: PromotionsService,
  ) {}

  /** The versions of a name, newest first. `name@2` in place of a model's id addresses one of them. */
  @Get('versions')
  async versions(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() page: PageQuery,
  ): Promise<VersionPage> {
    const { data, has_more } = await this.names.versions(caller, id, page);
    return { data: data.map((model) => VersionView.of(model)), has_more };
  }

  /** Which version answers for a name, and how its traffic is split. */
  @Get('serving')
  async serving(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ServingView> {
    return ServingView.of(await this.names.serving(caller, id));
  }

  /** Serves a version of the name from now on, whatever is trained later. */
  @Post('promote')
  @Needs('train')
  @HttpCode(200)
  async promote(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { version, note }: PromoteBody,
  ): Promise<ServingView> {
    return ServingView.of(await this.promotions.promote(caller, id, version, note));
  }

  /** Undoes the promotion that is in force: what was served before it is served again. */
  @Post('rollback')
  @Needs('train')
  @HttpCode(200)
  async rollback(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { note }: NoteBody,
  ): Promise<ServingView> {
    return ServingView.of(await this.promotions.rollback(caller, id, note));
  }

  /** Who promoted and rolled back what, and when; newest first. */
  @Get('promotions')
  async history(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<PromotionList> {
    const data = await this.promotions.history(caller, id, MOST_PROMOTIONS);
    return { data: data.map((promotion) => PromotionView.of(promotion)) };
  }
}
