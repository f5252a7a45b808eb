import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ApiError, invalid } from '../../common/errors/api-error.js';
import { modelFromTensors } from '../../contracts/model-file.js';
import { readTensorFile } from '../../contracts/safetensors.js';
import { BLOBS, type BlobStore, readBlob } from '../../storage/blob-store.js';
import type { Model } from '../model.entity.js';
import { ONNX_EXPORTERS, toOnnx } from './onnx/index.js';

/** Converting takes the process some ten bytes of memory for each, and its only thread. */
const MOST_BYTES = 64 << 20;

/** Models in the format of other tools. */
@Injectable()
export class OnnxExportService {
  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  /** Throws `validation_failed` where the model has no such form. */
  async convert({ modelType, algorithm, modelKey, modelSha256, modelBytes }: Model): Promise<Uint8Array> {
    if (!ONNX_EXPORTERS[modelType].has(algorithm)) throw notHeld(`${modelType} by ${algorithm}`);
    if (modelBytes > MOST_BYTES)
      throw refused(
        `is for models of up to ${MOST_BYTES >> 20} MB; this one has ${modelBytes >> 20}: take safetensors`,
      );
    const bytes = await readBlob(this.blobs, modelKey);
    if (createHash('sha256').update(bytes).digest('hex') !== modelSha256)
      throw new ApiError('internal', 'The stored model does not match its certificate and is not exported.');
    const onnx = toOnnx(modelFromTensors(readTensorFile(bytes)), modelSha256);
    if (onnx === null) throw notHeld(`${modelType} by ${algorithm}`);
    return onnx;
  }
}

function notHeld(what: string): ApiError {
  const held = Object.entries(ONNX_EXPORTERS).flatMap(([type, algorithms]) =>
    algorithms.size > 0 ? [`${type} by ${[...algorithms.keys()].join(', ')}`] : [],
  );
  return refused(`cannot be onnx for ${what}: ONNX holds ${held.join('; ')}. Every model can be had as safetensors`);
}

const refused = (message: string): ApiError => invalid([{ field: 'format', message }]);
