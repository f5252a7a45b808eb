import { type ArtifactName } from '../contracts/messages.js';
import { type ModelFile, modelToTensors } from '../contracts/model-file.js';
import { type Program } from '../contracts/program.js';
import { type QualityReport } from '../contracts/report.js';
import { writeTensorFile } from '../contracts/safetensors.js';

export async function writeArtifact(program: Program, name: ArtifactName, bytes: Uint8Array): Promise<void> {
  const writer = program.artifact(name);
  await writer.write(bytes);
  await writer.end();
}

export function writeReport(program: Program, report: QualityReport): Promise<void> {
  return writeArtifact(program, 'report', new TextEncoder().encode(JSON.stringify(report)));
}

export function writeModel(program: Program, name: 'evaluation' | 'model', file: ModelFile): Promise<void> {
  return writeArtifact(program, name, writeTensorFile(modelToTensors(file)));
}
