import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { ApiError, invalid, notFound } from '../../common/errors/api-error.js';
import { type Page, type PageQuery, paginate } from '../../common/pagination.dto.js';
import type { Caller } from '../../keys/caller.js';
import { Model } from '../model.entity.js';
import { ModelName, type SplitArm } from './model-name.entity.js';
import { parseReference } from './reference.js';
import { ServedNames } from './served-names.js';

/** How a name answers now. */
export interface Serving {
  readonly name: ModelName;
  readonly latest: number;
}

/** Versions of names: which there are and how they share the traffic. */
@Injectable()
export class NamesService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly served: ServedNames,
  ) {}

  /** The name that a reference stands for, by itself or by a model's id. */
  async nameOf(caller: Caller, reference: string): Promise<string> {
    return (await this.served.served(caller.accountId, parseReference(reference).idOrName)).name;
  }

  async versions(caller: Caller, reference: string, page: PageQuery): Promise<Page<Model>> {
    const values = { accountId: caller.accountId, name: await this.nameOf(caller, reference) };
    const rows = this.database.getRepository(Model).createQueryBuilder('row');
    return paginate(rows.where('row.account_id = :accountId and row.name = :name', values), page);
  }

  async serving(caller: Caller, reference: string): Promise<Serving> {
    const name = await this.nameOf(caller, reference);
    return servingOf(this.database.manager, caller, name);
  }

  /** Splits the traffic of a name; null: one version answers all again. */
  async split(caller: Caller, reference: string, arms: readonly SplitArm[] | null): Promise<Serving> {
    return this.change(caller, reference, async (manager, name) => {
      if (arms)
        await assertVersions(
          manager,
          name,
          arms.map(({ version }) => version),
        );
      name.split = arms && [...arms].sort((a, b) => a.version - b.version);
    });
  }

  /** One change of a name at a time; every process sees it within a second, this one at once. */
  async change(
    caller: Caller,
    reference: string,
    apply: (manager: EntityManager, name: ModelName) => Promise<void>,
  ): Promise<Serving> {
    const named = await this.nameOf(caller, reference);
    const serving = await this.database.transaction(async (manager) => {
      const lock = { mode: 'pessimistic_write' as const };
      const where = { accountId: caller.accountId, name: named };
      const name = await manager.findOne(ModelName, { where, lock });
      if (!name) throw notFound('model');
      await apply(manager, name);
      await manager.save(name);
      return servingOf(manager, caller, named);
    });
    this.served.forget(caller);
    return serving;
  }
}

/** Throws `validation_failed` for a version that the name does not have. */
export async function assertVersions(
  manager: EntityManager,
  { accountId, name }: ModelName,
  versions: readonly number[],
): Promise<void> {
  const known = await manager.find(Model, {
    where: { accountId, name, version: In(versions) },
    select: { version: true },
  });
  const missing = versions.filter((version) => !known.some((model) => model.version === version));
  if (missing.length === 0) return;
  throw invalid([{ field: 'version', message: `${name} has no version ${missing.join(', ')}` }]);
}

/** Throws `conflict` for a version that is promoted or has a part of the traffic. */
export function assertUnused({ promotedVersion, split, name }: ModelName, version: number): void {
  const why =
    promotedVersion === version
      ? 'is the promoted one: promote another or roll back first'
      : split?.some((arm) => arm.version === version)
        ? 'has a part of the traffic: change the split first'
        : null;
  if (why !== null) throw new ApiError('conflict', `Version ${version} of ${name} ${why}.`);
}

async function servingOf(manager: EntityManager, { accountId }: Caller, name: string): Promise<Serving> {
  const latest = await manager.maximum(Model, 'version', { accountId, name });
  const row = await manager.findOneBy(ModelName, { accountId, name });
  if (latest === null || !row) throw notFound('model');
  return { name: row, latest };
}
