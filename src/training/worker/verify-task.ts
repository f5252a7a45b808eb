import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import type { CheckResult } from '../../contracts/check.js';
import { Model } from '../../models/model.entity.js';
import { Artifact } from '../../storage/artifact.entity.js';
import { verifyEnvelope } from '../../verification/certificate/envelope.js';
import type { Attempt } from './attempt.js';
import { CheckModel, EVIDENCE, type EvidenceFiles } from './check-model.js';
import { TaskFailure } from './task-failure.js';

/** Checks a stored model again, now, from the stored data: what was certified once must still hold. */
@Injectable()
export class VerifyTask {
  constructor(
    private readonly check: CheckModel,
    @InjectRepository(Model) private readonly models: Repository<Model>,
    @InjectRepository(Artifact) private readonly artifacts: Repository<Artifact>,
  ) {}

  async run(attempt: Attempt, modelId: string): Promise<CheckResult> {
    const model = await this.models.findOneBy({ id: modelId });
    if (!model) throw new TaskFailure('model_deleted', 'The model was deleted before the task ran.');
    const files = await this.filesOf(model);
    const { statement } = verifyEnvelope(Buffer.from(model.certificate), []);
    const { datasets, request, witnesses } = statement.predicate;
    const certified = [
      [files.model, statement.subject[0].digest.sha256],
      [files.table, datasets.sanitized_sha256],
      [files.evaluation, witnesses.find(({ name }) => name === 'evaluation')?.sha256],
    ] as const;
    if (certified.some(([{ sha256 }, digest]) => sha256 !== digest)) {
      throw new TaskFailure('verification_failed', 'A stored file is not the one that the certificate names.');
    }
    return this.check.run(attempt, { said: { claim: model.result, request }, files, from: 0 });
  }

  private async filesOf({ taskId }: Model): Promise<EvidenceFiles> {
    const rows = await this.artifacts.findBy({ taskId, name: In([...EVIDENCE]) });
    const files = rows.map(({ name, blobKey, bytes, sha256 }) => [name, { key: blobKey, bytes, sha256 }] as const);
    if (files.length === EVIDENCE.length) return Object.fromEntries(files) as unknown as EvidenceFiles;
    throw new TaskFailure(
      'evidence_deleted',
      'The data of this model was deleted: there is nothing to check it against.',
    );
  }
}
