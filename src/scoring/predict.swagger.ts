import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { TABLE_TYPES } from '../datasets/upload.js';
import { PredictBody, PredictionsView } from '../models/predictions.dto.js';
import { TaskView } from '../training/task.dto.js';
import { ScoreForm } from './scoring.dto.js';

const SUMMARY = 'Answers rows: as JSON at once, or a table by a task.';
const DESCRIPTION = `Rows as JSON are answered in order; one that cannot be scored gets its own error, the rest are answered.
A table (the body itself, or a form with a file) is stored unparsed and scored in a sandbox, up to millions of rows: it comes
back as CSV with the answers beside its own columns if it is ready within the wait (\`Prefer: wait=N\`, 60 s if left out), else
202 and \`GET /api/v1/tasks/{id}/result.csv\`.`;

const CSV = { schema: { type: 'string' }, example: 'age,education\n39,Bachelors\n' };
const SCORED =
  'age,education,prediction,probability:no,probability:yes,unknown_categories,error\n39,Bachelors,no,0.8,0.2,,\n';

/** One route whose body and answer have several media types, which the decorators for one cannot say. */
export const DescribePredict = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(PredictBody, PredictionsView, ScoreForm),
    ApiOperation({
      summary: SUMMARY,
      description: DESCRIPTION,
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { $ref: getSchemaPath(PredictBody) } },
          'multipart/form-data': { schema: { $ref: getSchemaPath(ScoreForm) } },
          ...Object.fromEntries(TABLE_TYPES.map((type) => [type, type === 'text/csv' ? CSV : { schema: CSV.schema }])),
        },
      },
    }),
    ApiOkResponse({
      description: 'the predictions, or the scored table',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(PredictionsView) } },
        'text/csv': { schema: { type: 'string' }, example: SCORED },
      },
    }),
    ApiAcceptedResponse({ description: 'the table is not scored yet', type: TaskView }),
  );
