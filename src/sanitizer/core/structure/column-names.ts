/** Unique, non-empty names from labels as they stand: a blank one becomes `column_3`, a repeated one gets a number. */
export function columnNames(labels: readonly string[]): string[] {
  const taken = new Set(labels.map((label) => label.trim()));
  const used = new Set<string>();
  return labels.map((label, i) => {
    const wanted = label.trim();
    let name = wanted === '' ? `column_${i + 1}` : wanted;
    for (let k = 2; used.has(name) || (name !== wanted && taken.has(name)); k++) {
      name = `${wanted === '' ? `column_${i + 1}` : wanted}_${k}`;
    }
    used.add(name);
    return name;
  });
}
