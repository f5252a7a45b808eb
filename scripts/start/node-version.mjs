/**
 * npm only warns about a wrong Node; what follows then is a stack trace from somewhere inside Nest.
 *
 * @param {string} version as process.versions.node
 * @param {string} range as in package.json: `^a.b.c` and `>=a.b.c`, joined by `||`
 * @returns {boolean}
 */
export function satisfies(version, range) {
  return range.split('||').some((part) => {
    const [, kind, least] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part.trim());
    const sameMajor = Number.parseInt(version) === Number.parseInt(least);
    return compare(version, least) >= 0 && (kind === '>=' || sameMajor);
  });
}

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part)));
  const at = left.findIndex((number, i) => number !== right[i]);
  return at === -1 ? 0 : left[at] - right[at];
}
