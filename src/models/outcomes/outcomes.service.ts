import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { invalid } from '../../common/errors/api-error.js';
import type { Caller } from '../../keys/caller.js';
import { Model } from '../model.entity.js';
import { NamesService } from '../names/names.service.js';
import { metricsOf, type OutcomeSums } from './outcome-metrics.js';
import { Outcome } from './outcome.entity.js';
import type { OutcomeBody, OutcomesView, ReceivedView } from './outcomes.dto.js';
import { readOutcome, type VersionOf } from './read-outcome.js';

const moments = (name: string, of: string) => `avg(${of}) as ${name}_mean, var_samp(${of}) as ${name}_variance`;
const SUMS = `
  select version, kind, count(*)::int as n,
         ${moments('score', 'score')}, ${moments('absolute', 'abs(score)')}, ${moments('squared', 'score * score')}
  from model_outcomes where account_id = $1 and name = $2 group by version, kind order by version, kind`;

type Row = { version: number; kind: Outcome['kind']; n: number } & Record<
  `${'score' | 'absolute' | 'squared'}_${'mean' | 'variance'}`,
  number
>;

/** What came of predictions, and how the versions of a name compare by it. */
@Injectable()
export class OutcomesService {
  constructor(
    @InjectRepository(Outcome) private readonly outcomes: Repository<Outcome>,
    @InjectRepository(Model) private readonly models: Repository<Model>,
    private readonly names: NamesService,
  ) {}

  /** Takes all or none; an id that is there already is counted and changes nothing. */
  async receive(caller: Caller, reference: string, bodies: readonly OutcomeBody[]): Promise<ReceivedView> {
    const name = await this.names.nameOf(caller, reference);
    const { accountId } = caller;
    const versionOf = await this.versionsOf(accountId, name);
    const values = bodies.map((body, i) => {
      const read = readOutcome(body, versionOf);
      if ('field' in read) throw invalid([{ ...read, field: `outcomes.${i}.${read.field}` }]);
      return { accountId, name, outcomeId: body.outcome_id, subject: body.subject ?? null, ...read };
    });
    const inserted = await this.outcomes
      .createQueryBuilder()
      .insert()
      .values(values)
      .orIgnore()
      .returning('outcome_id')
      .execute();
    const accepted = (inserted.raw as unknown[]).length;
    return { accepted, duplicates: bodies.length - accepted };
  }

  async compare(caller: Caller, reference: string): Promise<OutcomesView> {
    const name = await this.names.nameOf(caller, reference);
    const versions = new Map(
      [...(await this.versionsOf(caller.accountId, name)).values()].map((v) => [v, [] as OutcomeSums[]]),
    );
    for (const row of await this.outcomes.query<Row[]>(SUMS, [caller.accountId, name])) {
      versions.set(row.version, [...(versions.get(row.version) ?? []), sumsOf(row)]);
    }
    const data = [...versions]
      .sort(([a], [b]) => a - b)
      .map(([version, sums]) => ({ version, metrics: sums.flatMap(metricsOf) }));
    return { name, data };
  }

  private async versionsOf(accountId: string, name: string): Promise<VersionOf> {
    const models = await this.models.find({ where: { accountId, name }, select: { id: true, version: true } });
    return new Map(models.map(({ id, version }) => [id, version]));
  }
}

function sumsOf({ kind, n, ...row }: Row): OutcomeSums {
  return {
    kind,
    n,
    score: { mean: row.score_mean, variance: row.score_variance },
    absolute: { mean: row.absolute_mean, variance: row.absolute_variance },
    squared: { mean: row.squared_mean, variance: row.squared_variance },
  };
}
