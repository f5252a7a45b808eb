import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { ABOUT_DATA } from '../../datasets/about-data.js';
import { BLOBS, type BlobStore } from '../../storage/blob-store.js';
import { ENDED } from '../task.entity.js';

const EVERY_MS = 3600_000;
/** Rows of one statement: nobody waits long for its locks. */
const BATCH = 200;

/** In each: $1 days, $2 rows at most. Answers how many went, and the blobs that no record names any more. */
const DATASETS = `
  with old as (
    select id, blob_key from datasets
    where created_at < now() - make_interval(days => $1)
      and not exists (select 1 from tasks where dataset_id = datasets.id and status <> all ($3))
    limit $2 for update skip locked
  ), about as (
    delete from artifacts using tasks, old
    where tasks.dataset_id = old.id and artifacts.task_id = tasks.id and artifacts.name = any ($4)
    returning artifacts.blob_key
  ), gone as (
    delete from datasets using old where datasets.id = old.id
  )
  select (select count(*)::int from old) as rows,
         array(select blob_key from old union select blob_key from about) as blobs`;

/** A version that was promoted, or has a part of its name's traffic, stays: nobody takes it out of service by its age. */
const MODELS = `
  with old as (
    select models.* from models join model_names using (account_id, name)
    where models.created_at < now() - make_interval(days => $1)
      and promoted_version is distinct from version
      and not coalesce(split @> jsonb_build_array(jsonb_build_object('version', version)), false)
    limit $2 for update of models, model_names skip locked
  ), outcomes as (
    delete from model_outcomes using old
    where model_outcomes.account_id = old.account_id and model_outcomes.name = old.name and model_outcomes.version = old.version
  ), files as (
    delete from artifacts using old
    where artifacts.task_id = old.task_id and artifacts.name in ('model', 'evaluation')
    returning blob_key
  ), gone as (
    delete from models using old where models.id = old.id
  )
  select (select count(*)::int from old) as rows,
         array(select model_key from old union select blob_key from files) as blobs`;

/** The record of a task stays as long as its model, or a dataset whose report it wrote; its log goes in any case. */
const TASKS = `
  with old as (
    select id from tasks
    where finished_at < now() - make_interval(days => $1) and status = any ($3)
      and not exists (select 1 from models where task_id = tasks.id)
      and not exists (select 1 from datasets where report_task_id = tasks.id)
    limit $2 for update skip locked
  ), files as (
    delete from artifacts using old where task_id = old.id returning blob_key
  ), gone as (
    delete from tasks using old where tasks.id = old.id
  )
  select (select count(*)::int from old) as rows, array(select blob_key from files) as blobs`;

const EVENTS = `
  delete from task_events using tasks
  where task_events.task_id = tasks.id and tasks.finished_at < now() - make_interval(days => $1)`;

/** Removes what is older than the operator wants to keep, and really removes its bytes. Any number of workers may do so. */
@Injectable()
export class Retention implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @InjectDataSource() private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const { datasetsDays, modelsDays, tasksDays } = this.env.retention;
    if (datasetsDays === null && modelsDays === null && tasksDays === null) return;
    const sweep = () => void this.sweep().catch((err: unknown) => this.logger.warn({ err }, 'retention failed'));
    this.timer = setInterval(sweep, EVERY_MS);
    sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    const { datasetsDays, modelsDays, tasksDays } = this.env.retention;
    const datasets = await this.remove(DATASETS, datasetsDays, ENDED, ABOUT_DATA);
    const models = await this.remove(MODELS, modelsDays);
    const tasks = await this.remove(TASKS, tasksDays, ENDED);
    if (tasksDays !== null) await this.database.query(EVENTS, [tasksDays]);
    if (datasets + models + tasks > 0) this.logger.info({ datasets, models, tasks }, 'removed what is too old to keep');
  }

  private async remove(statement: string, days: number | null, ...more: (readonly string[])[]): Promise<number> {
    let removed = 0;
    for (let rows = days === null ? 0 : BATCH; rows === BATCH; removed += rows) {
      const [gone] = await this.database.query<{ rows: number; blobs: string[] }[]>(statement, [days, BATCH, ...more]);
      rows = gone!.rows;
      // After the records: a process that dies here leaves bytes that nothing names, and those are swept.
      for (const key of gone!.blobs) await this.blobs.delete(key);
    }
    return removed;
  }
}
