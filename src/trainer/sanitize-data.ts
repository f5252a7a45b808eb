import { type SanitizeJob, type TrainJob } from '../contracts/job.js';
import { type Program } from '../contracts/program.js';
import { type QualityReport } from '../contracts/report.js';
import { tableToTensors } from '../contracts/table.js';
import { type SanitizeResult } from '../contracts/train-result.js';
import { sanitize, type Sanitized, SanitizeError } from '../sanitizer/core/index.js';
import { progressIn, type Span } from './progress.js';
import { rewindable } from './inputs.js';
import { writeReport, writeTensors } from './write-artifacts.js';

/** Reads the input `data` into a typed table; what the client is told of it goes out as artifacts, also when it fails. */
export async function sanitizeData(program: Program, job: SanitizeJob | TrainJob, span: Span): Promise<Sanitized> {
  const source = await rewindable(program, 'data');
  const writers = [program.artifact('clean'), program.artifact('changes'), program.artifact('quarantine')] as const;
  const [clean, changes, quarantine] = writers;
  const sinks = { clean: clean.write, changes: changes.write, quarantine: quarantine.write };
  const close = async (report: QualityReport) => {
    for (const writer of writers) await writer.end();
    await writeReport(program, report);
  };
  try {
    const sanitized = await sanitize(source, job, sinks, progressIn(program, 'sanitizing', span));
    await close(sanitized.report);
    await writeTensors(program, 'table', tableToTensors(sanitized.table));
    return sanitized;
  } catch (error) {
    if (error instanceof SanitizeError && error.report) await close(error.report);
    throw error;
  }
}

export function summaryOf({ report }: Sanitized): SanitizeResult {
  return {
    rows_in: report.rows.in,
    rows_kept: report.rows.kept,
    rows_quarantined: report.rows.quarantined,
    rows_removed: report.rows.removed,
    columns: report.columns.filter(({ dropped }) => dropped === null).length,
    quality_score: report.score.total,
  };
}
