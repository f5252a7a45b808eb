import { Controller, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../keys/caller.js';
import { AdminGuard } from './admin.guard.js';
import { WorkersController } from './workers.controller.js';

/** The workers on the public port, for who has the operator's password. */
@ApiExcludeController()
@Public()
@UseGuards(AdminGuard)
@Controller('api/workers')
export class AdminWorkersController extends WorkersController {}
