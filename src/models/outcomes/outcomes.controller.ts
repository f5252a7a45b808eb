import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Needs } from '../../keys/caller.js';
import { OutcomesBody, OutcomesView, ReceivedView } from './outcomes.dto.js';
import { OutcomesService } from './outcomes.service.js';

@ApiTags('versions')
@Controller('api/v1/models/:id/outcomes')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesService) {}

  /** Reports what came of predictions: a true label, a true value, or a reward. Sending one again changes nothing. */
  @Post()
  @Needs('predict')
  @HttpCode(200)
  async receive(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { outcomes }: OutcomesBody,
  ): Promise<ReceivedView> {
    return this.outcomes.receive(caller, id, outcomes);
  }

  /** How the versions of a name did by their outcomes, each figure with a 95 % interval. */
  @Get()
  async compare(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<OutcomesView> {
    return this.outcomes.compare(caller, id);
  }
}
