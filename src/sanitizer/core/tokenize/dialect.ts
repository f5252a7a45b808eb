/** How a delimited text is written. All structural characters are single bytes of ASCII. */
export interface Dialect {
  readonly delimiter: string;
  /** '' where quotation marks have no meaning */
  readonly quote: string;
  /** character before a quotation mark that belongs to the cell; '' where it is doubled instead */
  readonly escape: string;
  /** one blank after the delimiter belongs to it, as in `a, b` */
  readonly spaceAfterDelimiter: boolean;
  readonly lineEnd: '\n' | '\r\n' | '\r' | 'mixed';
}

export const RFC4180: Dialect = {
  delimiter: ',',
  quote: '"',
  escape: '',
  spaceAfterDelimiter: false,
  lineEnd: '\n',
};
