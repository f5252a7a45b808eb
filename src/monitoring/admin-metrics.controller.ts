import { Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../keys/caller.js';
import { Limit } from '../keys/limits/limit.decorator.js';
import { AdminGuard } from './admin.guard.js';
import { MetricsController } from './metrics.controller.js';

/** The metrics on the public port, for who has the operator's password: where a platform reaches no other port. */
@ApiExcludeController()
@Public()
@Limit('none')
@UseGuards(AdminGuard)
@Controller('metrics')
export class AdminMetricsController extends MetricsController {}
