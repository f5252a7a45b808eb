import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { assertOperator } from './operator.js';

/** Lets the operator in, by a password; see operator.ts. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ENV) private readonly env: Env) {}

  canActivate(context: ExecutionContext): boolean {
    assertOperator(this.env.monitoring.adminPassword, context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}
