import { type ArtifactName } from '../contracts/messages.js';
import { type ModelFile, modelToTensors } from '../contracts/model-file.js';
import { type Program } from '../contracts/program.js';
import { type QualityReport } from '../contracts/report.js';
import { type TensorFile, tensorFileParts } from '../contracts/safetensors.js';

export async function writeTensors(program: Program, name: ArtifactName, file: TensorFile): Promise<void> {
  const writer = program.artifact(name);
  for (const part of tensorFileParts(file)) await writer.write(part);
  await writer.end();
}

export async function writeReport(program: Program, report: QualityReport): Promise<void> {
  const writer = program.artifact('report');
  await writer.write(new TextEncoder().encode(JSON.stringify(report)));
  await writer.end();
}

export function writeModel(program: Program, name: 'evaluation' | 'model', file: ModelFile): Promise<void> {
  return writeTensors(program, name, modelToTensors(file));
}
