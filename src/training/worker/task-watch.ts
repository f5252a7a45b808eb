import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { LOGGER } from '../../common/logger.js';
import { currentWork, within } from '../../common/work-context.js';
import { QualityReport } from '../../contracts/report.js';
import { BLOBS, type BlobStore, readBlob } from '../../storage/blob-store.js';
import { sanitizerIssues, stageDuration, taskDuration, taskWait, verdicts } from '../../telemetry/metrics.js';
import { beginSpan, type RunningSpan, spanned } from '../../telemetry/span.js';
import { isEnded, type Task } from '../task.entity.js';

/** What became of an attempt, and what its task left to be counted. */
const OUTCOME = `
  select status, attempt,
         case error->>'code' when 'verification_failed' then 'FAILED' else result->'check'->>'verdict' end as verdict,
         (select blob_key from artifacts where task_id = id and name = 'report' and bytes <= 4194304) as report
  from tasks where id = $1`;

interface Outcome {
  readonly status: Task['status'];
  readonly attempt: number;
  readonly verdict: string | null;
  readonly report: string | null;
}

interface Stage {
  readonly name: string;
  readonly since: number;
  readonly span: RunningSpan;
}

/** Counts and traces attempts: the work that is wrapped here knows the request that asked for it. */
@Injectable()
export class TaskWatch {
  private readonly stages = new Map<string, Stage>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** `work` as one attempt of `task`: its log lines, spans and measurements are found by the ids of task and request. */
  async attempt(task: Task, work: () => Promise<void>): Promise<void> {
    const { id, requestId, traceparent, kind } = task;
    const began = performance.now();
    if (task.attempt === 1) taskWait.observe({ kind }, Math.max(0, (Date.now() - task.createdAt.getTime()) / 1000));
    const attributes = {
      'task.id': id,
      'task.kind': kind,
      'task.attempt': task.attempt,
      'model.type': modelTypeOf(task),
    };
    const context = { taskId: id, ...(requestId !== null && { requestId }) };
    await within(context, () =>
      spanned(`task ${kind}`, { kind: 'consumer', parent: traceparent, attributes }, async () => {
        this.logger.info({ attempt: task.attempt, kind }, 'task begins');
        try {
          await work();
        } finally {
          this.endStage(task);
          await this.count(task, (performance.now() - began) / 1000);
        }
      }),
    );
  }

  /** The task's program says that it is in this stage now. */
  stage(task: Task, name: string): void {
    if (this.stages.get(task.id)?.name === name) return;
    this.endStage(task);
    const span = beginSpan(name, { attributes: { 'task.id': task.id } });
    this.stages.set(task.id, { name, since: performance.now(), span });
  }

  private endStage(task: Task): void {
    const stage = this.stages.get(task.id);
    if (!stage) return;
    this.stages.delete(task.id);
    stage.span.end();
    stageDuration.observe(
      { model_type: modelTypeOf(task), stage: stage.name },
      (performance.now() - stage.since) / 1000,
    );
  }

  /** Figures are no reason to fail a task that has its end. */
  private async count(task: Task, seconds: number): Promise<void> {
    try {
      const [row] = await this.database.query<Outcome[]>(OUTCOME, [task.id]);
      const outcome = row?.attempt !== task.attempt ? 'lost' : isEnded(row) ? row.status : 'returned';
      const labels = { kind: task.kind, model_type: modelTypeOf(task), outcome };
      taskDuration.observe(labels, seconds);
      this.logger.info({ outcome, seconds: Math.round(seconds * 1000) / 1000 }, 'task ends');
      if (!row || outcome === 'lost' || outcome === 'returned') return;
      if (row.verdict !== null) verdicts.inc({ model_type: labels.model_type, verdict: row.verdict });
      if (row.report !== null && task.kind !== 'verify') await this.countIssues(row.report);
    } catch (err) {
      this.logger.warn({ err, ...currentWork() }, 'the end of a task was not counted');
    }
  }

  /** The report comes from inside a sandbox: by its schema the codes and actions are of closed lists. */
  private async countIssues(key: string): Promise<void> {
    const { issues } = QualityReport.parse(JSON.parse((await readBlob(this.blobs, key)).toString('utf8')));
    for (const { code, action, count } of issues) sanitizerIssues.inc({ code, action }, count);
  }
}

const modelTypeOf = ({ request }: Task): string => ('model_type' in request && request.model_type) || 'none';
