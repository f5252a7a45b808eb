import { type DatetimeFormat } from '../../../contracts/recipe.js';

interface Candidate {
  readonly order: DatetimeFormat['order'];
  /** cheap test before the real reading */
  readonly shape: RegExp;
  /** digits alone: taken for a time only where the name of the column says so */
  readonly needsName: boolean;
}

/** In order of preference where several read equally many values. */
export const DATETIME_ORDERS: readonly Candidate[] = [
  { order: 'ymd', shape: /^\d{4}[-/. ].+[-/. ]\d/, needsName: false },
  { order: 'dmy', shape: /^\d{1,2}[-/. ]/, needsName: false },
  { order: 'mdy', shape: /^(\d{1,2}[-/. ]|[a-z]{3,9}[. ])/i, needsName: false },
  { order: 'month', shape: /^(\d{4}[-/](\d{2}|[a-z]{3,9})|[a-z]{3,9}[-/ ]\d{4})$/i, needsName: false },
  { order: 'quarter', shape: /q/i, needsName: false },
  { order: 'time', shape: /^\d{1,2}:\d{2}/, needsName: false },
  { order: 'ymd', shape: /^\d{8}(\d{4}|\d{6}|t\d{4,6})?$/i, needsName: true },
  { order: 'epoch-s', shape: /^\d{9,10}$/, needsName: true },
  { order: 'epoch-ms', shape: /^\d{12,13}$/, needsName: true },
];

const TIME_NAME =
  /(^|[^a-z])(date|datum|day|time|timestamp|ts|epoch|created|updated|when|dt)([^a-z]|$)|(date|time|_at|_on|_dt|_ts)$/i;

export const namesTime = (name: string): boolean => TIME_NAME.test(name);
