import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ApiError } from '../../common/errors/api-error.js';
import { modelFromTensors } from '../../contracts/model-file.js';
import { readTensorFile } from '../../contracts/safetensors.js';
import { BLOBS, type BlobStore, readBlob } from '../../storage/blob-store.js';
import { cacheBytes, cacheModels, cacheRequests } from '../../telemetry/metrics.js';
import type { Model } from '../model.entity.js';
import { LOADERS } from './loaders.js';
import type { ServedModel } from './served-model.js';

/** Bytes of model files whose models are held; an estimate of the memory they take, of the right order. */
const MAX_BYTES = 512 << 20;

interface Entry {
  readonly served: Promise<ServedModel>;
  readonly bytes: number;
}

/** Loaded models by id, the least recently used one leaves first. Two requests for one model load it once. */
@Injectable()
export class ModelCache {
  /** insertion order is the order of use */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  get(model: Model): Promise<ServedModel> {
    const known = this.entries.get(model.id);
    cacheRequests.inc({ result: known ? 'hit' : 'miss' });
    if (known) {
      this.entries.delete(model.id);
      this.entries.set(model.id, known);
      return known.served;
    }
    const served = this.load(model);
    this.entries.set(model.id, { served, bytes: model.modelBytes });
    this.bytes += model.modelBytes;
    served.catch(() => this.forget(model.id));
    for (const id of this.entries.keys()) {
      if (this.bytes <= MAX_BYTES || id === model.id) break;
      this.forget(id);
    }
    this.tellSize();
    return served;
  }

  forget(id: string): void {
    const entry = this.entries.get(id);
    if (entry && this.entries.delete(id)) this.bytes -= entry.bytes;
    this.tellSize();
  }

  private tellSize(): void {
    cacheBytes.set(this.bytes);
    cacheModels.set(this.entries.size);
  }

  /** Only bytes that match the certified digest are ever parsed. */
  private async load(model: Model): Promise<ServedModel> {
    const bytes = await readBlob(this.blobs, model.modelKey);
    if (createHash('sha256').update(bytes).digest('hex') !== model.modelSha256) {
      throw new ApiError('internal', 'The stored model does not match its certificate and is not served.');
    }
    return LOADERS[model.modelType](modelFromTensors(readTensorFile(bytes)));
  }
}
