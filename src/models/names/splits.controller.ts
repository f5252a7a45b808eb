import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Needs } from '../../keys/caller.js';
import { NamesService } from './names.service.js';
import { ServingView, SplitBody } from './serving.dto.js';

@ApiTags('versions')
@Needs('train')
@Controller('api/v1/models/:id/split')
export class SplitsController {
  constructor(private readonly names: NamesService) {}

  /**
   * Splits the traffic of the bare name between versions by weight. A request with a `subject` always goes to the same
   * version; one without goes to any. `name@2` and ids are not split.
   */
  @Put()
  async put(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: SplitBody): Promise<ServingView> {
    return ServingView.of(await this.names.split(caller, id, body.versions));
  }

  /** Ends the split: one version answers all again. */
  @Delete()
  async end(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ServingView> {
    return ServingView.of(await this.names.split(caller, id, null));
  }
}
