import { Injectable } from '@nestjs/common';
import type { Caller } from '../../keys/caller.js';
import type { Model } from '../model.entity.js';
import { ServedNames } from '../names/served-names.js';
import { ModelCache } from './model-cache.js';
import type { ServedModel } from './served-model.js';

export interface Answerer {
  readonly model: Model;
  readonly served: ServedModel;
}

/** From what a request names to a model in memory that answers it. */
@Injectable()
export class Answering {
  constructor(
    private readonly names: ServedNames,
    private readonly cache: ModelCache,
  ) {}

  /** `subject`: whom the answer is for, where the traffic of a name is split. */
  async by(caller: Caller, reference: string, subject?: string): Promise<Answerer> {
    const model = await this.names.pick(caller, reference, subject);
    return { model, served: await this.cache.get(model) };
  }
}
