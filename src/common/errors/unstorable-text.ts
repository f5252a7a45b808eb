/** PostgreSQL's codes for a text, or a text in a JSON value, with a character that it cannot hold: U+0000. */
const UNSTORABLE = /^(22021|22P05)$/;

/** A request may hold any Unicode text, the database any but NUL: where one got that far, the request is at fault. */
export const holdsUnstorableText = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && UNSTORABLE.test(String(thrown.code));
