import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { notFound } from '../../common/errors/api-error.js';
import { FreshCache } from '../../common/fresh-cache.js';
import type { Caller } from '../../keys/caller.js';
import { Model } from '../model.entity.js';
import { drawn, placeOf } from './draw.js';
import { ModelName } from './model-name.entity.js';
import { parseReference } from './reference.js';

/** A promotion, a split or a deletion reaches every other process within this time. */
const FRESH_MS = 1_000;
const MAX_ENTRIES = 10_000;

interface Arm {
  readonly model: Model;
  readonly weight: number;
}

type Arms = readonly [Arm, ...Arm[]];

/** Which model answers: looked up once a moment, not once a request. */
@Injectable()
export class ServedNames {
  /** by account and reference */
  private readonly fresh: FreshCache<Arms>;

  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    @InjectRepository(ModelName) private readonly names: Repository<ModelName>,
  ) {
    this.fresh = new FreshCache((key) => this.load(...parted(key)), FRESH_MS, MAX_ENTRIES);
  }

  /**
   * The model of a reference. Where a name's traffic is split, `subject` decides, the same each time; without one it is left
   * to chance.
   */
  async pick(caller: Caller, reference: string, subject?: string): Promise<Model> {
    const arms = await this.fresh.get(`${caller.accountId}/${reference}`);
    if (arms.length === 1) return arms[0].model;
    const { name } = arms[0].model;
    return drawn(arms, subject === undefined ? Math.random() : placeOf(name, subject)).model;
  }

  /** The one model of a reference; a name's split is not asked: the promoted version, else the latest. */
  async served(accountId: string, reference: string): Promise<Model> {
    const { idOrName, version } = parseReference(reference);
    const exact = version === null ? { id: idOrName } : { name: idOrName, version };
    const model =
      (await this.models.findOneBy({ ...exact, accountId })) ??
      (version === null
        ? await this.ofName(accountId, await this.names.findOneBy({ accountId, name: idOrName }))
        : null);
    if (!model) throw notFound('model');
    return model;
  }

  /** Everything that is known here of an account's names: after one of them changed. */
  forget({ accountId }: Pick<Caller, 'accountId'>): void {
    this.fresh.forgetWhere((key) => key.startsWith(`${accountId}/`));
  }

  private async load(accountId: string, reference: string): Promise<Arms> {
    const name = await this.names.findOneBy({ accountId, name: reference });
    const split = name?.split ?? [];
    const versions = split.map(({ version }) => version);
    const models =
      versions.length > 0 ? await this.models.findBy({ accountId, name: reference, version: In(versions) }) : [];
    const [first, ...rest] = split.flatMap(({ version, weight }) => {
      const model = models.find((candidate) => candidate.version === version);
      return model ? [{ model, weight }] : [];
    });
    return first ? [first, ...rest] : [{ model: await this.served(accountId, reference), weight: 1 }];
  }

  private async ofName(accountId: string, name: ModelName | null): Promise<Model | null> {
    if (!name) return null;
    const version = name.promotedVersion;
    const where = { accountId, name: name.name, ...(version !== null && { version }) };
    return this.models.findOne({ where, order: { version: 'DESC' } });
  }
}

function parted(key: string): [accountId: string, reference: string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
