import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { ApiError } from '../../common/errors/api-error.js';
import type { Caller } from '../../keys/caller.js';
import { Model } from '../model.entity.js';
import type { ModelName } from './model-name.entity.js';
import { assertVersions, NamesService, type Serving } from './names.service.js';
import { Promotion } from './promotion.entity.js';

/** Which version of a name is served, and the record of who said so. */
@Injectable()
export class PromotionsService {
  constructor(
    @InjectRepository(Promotion) private readonly promotions: Repository<Promotion>,
    private readonly names: NamesService,
  ) {}

  /** Serves this version from now on; null: always the latest. */
  async promote(caller: Caller, reference: string, version: number | null, note: string): Promise<Serving> {
    return this.names.change(caller, reference, async (manager, name) => {
      if (version !== null) await assertVersions(manager, name, [version]);
      const { id } = await record(manager, caller, name, { action: 'promote', version, note });
      name.promotionId = id;
      name.promotedVersion = version;
    });
  }

  /** Undoes the promotion that is in force: back to what was served before it, past versions that were deleted since. */
  async rollback(caller: Caller, reference: string, note: string): Promise<Serving> {
    return this.names.change(caller, reference, async (manager, name) => {
      if (name.promotionId === null) throw new ApiError('conflict', `No promotion of ${name.name} is in force.`);
      const inForce = await manager.findOneByOrFail(Promotion, { id: name.promotionId });
      const before = await stillThere(manager, name, inForce.previousId);
      const version = before?.version ?? null;
      await record(manager, caller, name, { action: 'rollback', version, note });
      name.promotionId = before?.id ?? null;
      name.promotedVersion = version;
    });
  }

  /** Newest first. */
  async history(caller: Caller, reference: string, limit: number): Promise<Promotion[]> {
    const where = { accountId: caller.accountId, name: await this.names.nameOf(caller, reference) };
    return this.promotions.find({ where, order: { id: 'DESC' }, take: limit });
  }
}

async function stillThere(manager: EntityManager, name: ModelName, id: string | null): Promise<Promotion | null> {
  if (id === null) return null;
  const promotion = await manager.findOneByOrFail(Promotion, { id });
  const { version, previousId } = promotion;
  const { accountId } = name;
  if (version === null || (await manager.existsBy(Model, { accountId, name: name.name, version }))) return promotion;
  return stillThere(manager, name, previousId);
}

function record(
  manager: EntityManager,
  { keyId }: Caller,
  { accountId, name, promotedVersion, promotionId }: ModelName,
  said: Pick<Promotion, 'action' | 'version' | 'note'>,
): Promise<Promotion> {
  const before = { previousVersion: promotedVersion, previousId: promotionId };
  return manager.save(Promotion, { accountId, name, keyId, ...before, ...said });
}
