import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Repository } from 'typeorm';
import { ApiError } from '../common/errors/api-error.js';
import { isTableBody } from '../datasets/upload.js';
import type { Caller } from '../keys/caller.js';
import type { Model } from '../models/model.entity.js';
import { Artifact } from '../storage/artifact.entity.js';
import { BLOBS, type BlobStore } from '../storage/blob-store.js';
import { parseForm } from '../training/form.js';
import { preferredWait } from '../training/prefer-wait.js';
import { SubmissionService } from '../training/submission.service.js';
import { isEnded, type Task } from '../training/task.entity.js';
import { TaskView } from '../training/task.dto.js';
import { TasksService } from '../training/tasks.service.js';
import { ScoreForm } from './scoring.dto.js';

/** Most files are scored within it. */
const WAIT_SECONDS = 60;
const LOOK_AGAIN_SECONDS = 2;

/** Tables in, scored tables out: stored unparsed here, read and scored in a sandbox. */
@Injectable()
export class ScoringService {
  constructor(
    @InjectRepository(Artifact) private readonly artifacts: Repository<Artifact>,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly submissions: SubmissionService,
    private readonly tasks: TasksService,
  ) {}

  /** The scored table if it is ready within the wait, else where it will be. */
  async score(
    caller: Caller,
    model: Model,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): Promise<StreamableFile | TaskView> {
    const accepted = await this.submissions.submit(caller, request, async (fields) => {
      const { dataset_id } = await parseForm(ScoreForm, fields);
      return { task: { kind: 'score', model_id: model.id }, datasetId: dataset_id ?? null };
    });
    void reply.header('location', `/api/v1/tasks/${accepted.id}`);
    const task = await this.tasks.waitFor(caller, accepted, preferredWait(request, reply, WAIT_SECONDS));
    if (isEnded(task)) return this.resultOf(task);
    void reply.status(202);
    return TaskView.of(task);
  }

  /** The scored table of a task that has ended. Throws `conflict` for one that has not, `task_failed` for one that could not. */
  async resultOf(task: Task): Promise<StreamableFile> {
    if (task.kind !== 'score') throw new ApiError('conflict', `A ${task.kind} task has no result.csv.`);
    if (!isEnded(task)) {
      const detail = `The task is not done yet: ${task.status}, ${Math.floor(100 * task.progress)} %.`;
      throw new ApiError('conflict', detail, [], { 'retry-after': String(LOOK_AGAIN_SECONDS) });
    }
    if (task.error) {
      const { code, message, hint } = task.error;
      throw new ApiError('task_failed', [`${code}: ${message}`, hint ?? ''].join(' ').trim());
    }
    if (task.status === 'cancelled') throw new ApiError('conflict', 'The task was cancelled.');
    const scores = await this.artifacts.findOneBy({ taskId: task.id, name: 'scores' });
    if (!scores) throw new ApiError('not_found', 'The rows of this task were deleted, and their scores with them.');
    return new StreamableFile(this.blobs.open(scores.blobKey), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${task.id}.csv"`,
      length: scores.bytes,
    });
  }
}

/** Whether a request brings a table rather than rows as JSON. */
export const bringsTable = (request: FastifyRequest): boolean => request.isMultipart() || isTableBody(request);
