import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type BuildInfo, readBuildInfo } from '../../common/build-info.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { canonicalJson } from '../../contracts/canonical-json.js';
import { statement } from '../../contracts/certificate.js';
import type { CheckResult } from '../../contracts/check.js';
import type { TrainJob } from '../../contracts/job.js';
import { modelFromTensors } from '../../contracts/model-file.js';
import { readTensorFile } from '../../contracts/safetensors.js';
import type { TrainResult } from '../../contracts/train-result.js';
import { sign } from '../../verification/certificate/envelope.js';
import { loadOrCreateSigningKey, type SigningKey, signingKeyFromPem } from '../../verification/certificate/keys.js';
import { SigningKeyRow } from '../../verification/signing-key.entity.js';
import { objectiveOf } from '../../algorithms/catalogue.js';
import { BLOBS, type BlobStore, readBlob, type StoredBlob } from '../../storage/blob-store.js';
import { IsolationService } from './isolation.service.js';

export interface Evidence {
  readonly job: TrainJob;
  readonly train: TrainResult;
  readonly check: CheckResult;
  readonly table: StoredBlob;
  readonly model: StoredBlob;
  readonly evaluation: StoredBlob;
}

/** Signs what the checker found. The private key is read here and nowhere else; its public half goes to the database. */
@Injectable()
export class Certificates implements OnModuleInit {
  private key: SigningKey;
  private build: BuildInfo;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @InjectRepository(SigningKeyRow) private readonly publicKeys: Repository<SigningKeyRow>,
    private readonly isolation: IsolationService,
  ) {}

  async onModuleInit(): Promise<void> {
    const { signingKey, signingKeyDir } = this.env.worker;
    this.key =
      signingKey === null ? loadOrCreateSigningKey({ directory: signingKeyDir }) : signingKeyFromPem(signingKey);
    this.build = readBuildInfo();
    const row = { keyId: this.key.keyId, publicPem: this.key.publicKeyPem };
    await this.publicKeys.createQueryBuilder().insert().values(row).orIgnore().execute();
  }

  get codeVersion(): string {
    return this.build.version;
  }

  /** The signed certificate, byte for byte as it is stored and served. */
  async issue({ job, train, check, table, model, evaluation }: Evidence): Promise<string> {
    const { recipe } = modelFromTensors(readTensorFile(await readBlob(this.blobs, model.key)));
    const { command: _command, resources: _resources, ...request } = job;
    const predicate = {
      datasets: {
        raw_sha256: job.dataset_sha256,
        sanitized_sha256: table.sha256,
        recipe_sha256: createHash('sha256').update(canonicalJson(recipe)).digest('hex'),
      },
      code: { version: this.build.version, lock_sha256: this.build.lockSha256 },
      checker: { version: this.build.version, sha256: this.build.checkerSha256 },
      algorithm: {
        model_type: train.model_type,
        name: train.algorithm,
        objective: objectiveOf(train.model_type, train.algorithm),
        hyperparameters: train.hyperparameters,
      },
      request,
      seed: { value: train.seed, source: train.seed_source },
      roles: train.roles,
      rows: train.rows,
      environment: {
        node: process.version,
        platform: process.platform,
        arch: process.arch,
        isolation: this.isolation.report.isolation_backend,
      },
      split: train.split,
      metrics: train.metrics,
      checks: check.checks,
      witnesses: [{ name: 'evaluation', sha256: evaluation.sha256 }],
      verdict: check.verdict,
      limits: check.limits,
      issued_at: new Date().toISOString(),
    };
    return Buffer.from(sign(statement(model.sha256, predicate), this.key)).toString('utf8');
  }
}
