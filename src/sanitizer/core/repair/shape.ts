const MAX_EXACT = 20;
const MAX_COLLAPSED = 24;

/** The cell with each digit as 9, each capital as A, each other letter as a: `MG-8769` → `AA-9999`. '' for long cells. */
export function exactShape(cell: string): string {
  if (cell.length > MAX_EXACT) return '';
  let shape = '';
  for (const char of cell) shape += charClass(char);
  return shape;
}

/** The shape with runs of one class as one: `MG-8769` → `A-9`; cut after 24 classes. */
export function collapsedShape(cell: string): string {
  let shape = '';
  let last = '';
  for (const char of cell) {
    const next = charClass(char);
    if (next !== last) shape += last = next;
    if (shape.length >= MAX_COLLAPSED) break;
  }
  return shape;
}

function charClass(char: string): string {
  if (char >= '0' && char <= '9') return '9';
  if (char >= 'a' && char <= 'z') return 'a';
  if (char >= 'A' && char <= 'Z') return 'A';
  return char > '\u007f' ? 'a' : char;
}
